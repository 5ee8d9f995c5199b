let editor;

/** The code editor of Node-RED writes into the hidden field that Node-RED reads when the dialog is done. */
export function prepareScript() {
  const field = $('#node-input-script');
  editor = RED.editor.createEditor({
    id: 'node-esp8266-script',
    mode: 'ace/mode/javascript',
    value: field.val(),
  });
  editor.getSession().on('change', () => field.val(editor.getValue()).trigger('change'));
}

export function closeScript() {
  editor?.destroy();
  editor = undefined;
}

/** The limits are folded away while all of them are as they come. */
export function foldLimits(node) {
  const limits = $('#node-esp8266-limits');
  const isDefault = ([property, { value }]) => {
    const input = limits.find(`#node-input-${property}`);
    return input.length === 0 || input.val() === String(value);
  };
  limits.prop('open', !Object.entries(node._def.defaults).every(isDefault));
}

/** The topic's label leads to what can take the focus: the choice of its type, or the text beside that. */
export function prepareTopic(node) {
  const device = { value: 'device', label: node._('esp8266-tcp-in.topic.device'), hasValue: false };
  const topic = $('#node-input-topic').typedInput({
    default: device.value,
    types: [device, 'str', 'env'],
    typeField: '#node-input-topicType',
  });
  const label = $('#node-esp8266-topic-label');
  const field = topic.next('.red-ui-typedInput-container');
  field.find('.red-ui-typedInput-input').attr('id', 'node-esp8266-topic-text');
  field.find('.red-ui-typedInput-type-select').attr({
    id: 'node-esp8266-topic-type',
    'aria-labelledby': 'node-esp8266-topic-label node-esp8266-topic-type',
  });
  topic.on('change', (_event, type) => label.attr('for', `node-esp8266-topic-${type === 'device' ? 'type' : 'text'}`));
}

/** Node-RED itself reads `node-input-inputs`, and gives the node that many input ports. */
export function prepareControl(node) {
  const control = $('#node-esp8266-control').prop('checked', Number(node.inputs) === 1);
  control.on('change', () => $('#node-input-inputs').val(control.prop('checked') ? 1 : 0));
}

/** The flow itself says that there is a key, which does not travel with it: without the key it shall let nobody in. */
export function prepareSigned(node) {
  const keys = $('#node-input-key, #node-input-previousKey');
  const isGiven = () => keys.get().some(({ value }) => value !== '');
  const signed = $('#node-input-signed').prop('checked', node.signed === true || isGiven());
  keys.on('input change', () => signed.prop('checked', isGiven()));
}

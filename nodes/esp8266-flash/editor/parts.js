import { isPart } from './validators.js';

/** The files of a person's own, each with its address in the flash. */
export function prepareParts(node) {
  const list = $('#node-esp8266-parts');
  list.editableList({
    addItem: (row, _index, part) => row.append(partFields(node, part)),
    addButton: node._('esp8266-flash.parts.add'),
    header: $('<div class="esp8266-part esp8266-part-head">').append(
      $('<span>').text(node._('esp8266-flash.parts.offset')),
      $('<span>').text(node._('esp8266-flash.parts.path')),
    ),
    removable: true,
    sortable: true,
    height: 'auto',
  });
  const parts = node.imageParts ?? [];
  for (const part of parts.length > 0 ? parts : [{ offset: '0x0', path: '' }]) list.editableList('addItem', part);
}

/** What is in the list now; a line without a file is none. */
export function readParts() {
  const lines = $('#node-esp8266-parts').editableList('items').toArray();
  return lines.map(partIn).filter(({ path }) => path !== '');
}

function partFields(node, { offset = '', path = '' }) {
  const field = (name, value) =>
    $('<input type="text">')
      .addClass(`esp8266-part-${name}`)
      .val(value)
      .attr('placeholder', node._(`esp8266-flash.placeholder.${name === 'path' ? 'partPath' : 'partOffset'}`))
      .attr('aria-label', node._(`esp8266-flash.parts.${name}`));
  const fields = $('<div class="esp8266-part">').append(field('offset', offset), field('path', path));
  fields.on('input change', () => {
    const part = partIn(fields);
    const isWrong = part.path !== '' && !isPart(part);
    fields.find('.esp8266-part-offset').toggleClass('input-error', isWrong).attr('aria-invalid', isWrong);
  });
  return fields;
}

function partIn(line) {
  const textOf = (name) => $(line).find(`.esp8266-part-${name}`).val().trim();
  return { offset: textOf('offset'), path: textOf('path') };
}

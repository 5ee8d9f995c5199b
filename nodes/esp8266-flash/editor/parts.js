import { isUsed } from './usage.js';
import { isUntouched, partFaults } from './validators.js';

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

/** What is in the list now; a line that nobody has written in is none. */
export function readParts() {
  const lines = $('#node-esp8266-parts').editableList('items').toArray();
  return lines.map(partIn).filter((part) => !isUntouched(part));
}

function partFields(node, { offset = '', path = '' }) {
  const field = (name, value) =>
    $('<input type="text">')
      .addClass(`esp8266-part-${name}`)
      .val(value)
      .attr('placeholder', node._(`esp8266-flash.placeholder.${name === 'path' ? 'partPath' : 'partOffset'}`))
      .attr('aria-label', node._(`esp8266-flash.parts.${name}`));
  const line = $('<div class="esp8266-error" aria-live="polite">');
  const fields = $('<div class="esp8266-part">').append(field('offset', offset), field('path', path), line);
  const explain = () => {
    const faults = isUsed(node, 'imageParts') ? partFaults(partIn(fields)) : {};
    for (const name of ['offset', 'path']) {
      const isWrong = faults[name] !== undefined;
      fields.find(`.esp8266-part-${name}`).toggleClass('input-error', isWrong).attr('aria-invalid', isWrong);
    }
    line.html(Object.values(faults).join('; '));
  };
  fields.on('input change', explain);
  explain();
  return fields;
}

function partIn(line) {
  const textOf = (name) => $(line).find(`.esp8266-part-${name}`).val().trim();
  return { offset: textOf('offset'), path: textOf('path') };
}

import { isVariable } from '../../editor/validators.js';

const REFRESH_MS = 2000;
const TYPED = '…';

/** Keeps the list of the ports that are there now beside what else a port can be. Ends with the dialog. */
export function preparePort(node) {
  const choice = $('#node-esp8266-port-choice');
  const field = $('#node-input-port');
  const row = $('#node-esp8266-port-row');
  let isTyped = field.val().includes('://') || isVariable(field.val());
  let drawn;

  const draw = (ports) => {
    const options = optionsOf(node, ports, isTyped ? '' : field.val());
    if (JSON.stringify(options) === drawn) return; // an open list would close
    drawn = JSON.stringify(options);
    choice.empty().append(options.map(([value, words]) => $('<option>').val(value).text(words)));
    choice.val(isTyped ? TYPED : field.val());
    row.prop('hidden', !isTyped);
  };
  const refresh = () => {
    if (!choice[0].isConnected) return;
    $.getJSON('esp8266-flash/ports')
      .done(draw)
      .always(() => setTimeout(refresh, REFRESH_MS));
  };
  choice.on('change', () => {
    isTyped = choice.val() === TYPED;
    row.prop('hidden', !isTyped);
    if (isTyped) field.trigger('focus');
    else field.val(choice.val()).trigger('change');
  });
  draw(undefined);
  refresh();
}

/** Value and words of each choice. Until the ports are known (`undefined`), none can be said to be gone. */
function optionsOf(node, ports, chosen) {
  const text = (key, values) => node._(`esp8266-flash.option.${key}`, values);
  const listed = (ports ?? []).map((port) => [pathOf(port, chosen), wordsOf(port)]);
  const special = [
    ['simulated', text('port-simulated')],
    [TYPED, text('port-other')],
  ];
  const isKnown = ['', 'simulated', ...listed.map(([value]) => value)].includes(chosen);
  const missing = ports === undefined ? chosen : text('port-gone', { port: chosen });
  return [['', text('port-only')], ...listed, ...(isKnown ? [] : [[chosen, missing]]), ...special];
}

/** The stable path, unless the port was chosen by its other one. */
function pathOf({ path, stablePath = path }, chosen) {
  return path === chosen ? path : stablePath;
}

function wordsOf({ path, maker, product }) {
  return [[maker, product].filter(Boolean).join(' '), path].filter(Boolean).join(' · ');
}

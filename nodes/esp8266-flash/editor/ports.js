import { isVariable } from '../../editor/validators.js';

const REFRESH_MS = 2000;
/** The choice of a port that is in no list: it has a field of its own. */
const TYPED = '…';

/** Keeps the list of the ports that are there now beside what else a port can be. Ends with the dialog. */
export function preparePort(node) {
  const choice = $('#node-esp8266-port-choice');
  const problem = $('#node-esp8266-ports-problem');
  const draw = chooser(node, choice);
  const refresh = () => {
    if (!choice[0].isConnected) return;
    $.getJSON('esp8266-flash/ports')
      .done((ports) => {
        draw(ports);
        problem.prop('hidden', true);
      })
      .fail((answer) => problem.prop('hidden', false).text(whyUnlisted(node, answer)))
      .always(() => setTimeout(refresh, REFRESH_MS));
  };
  draw(undefined);
  refresh();
}

/** Gives a function that offers the ports it is given, and keeps what was chosen whether it is among them or not. */
function chooser(node, choice) {
  const field = $('#node-input-port');
  const row = $('#node-esp8266-port-row');
  let isTyped = field.val().includes('://') || isVariable(field.val());
  let drawn;
  choice.on('change', () => {
    isTyped = choice.val() === TYPED;
    row.prop('hidden', !isTyped);
    if (isTyped) field.trigger('focus');
    else field.val(choice.val()).trigger('change');
  });
  return (ports) => {
    const options = optionsOf(node, ports, isTyped ? '' : field.val());
    if (JSON.stringify(options) === drawn) return; // an open list would close
    drawn = JSON.stringify(options);
    choice.empty().append(options.map(([value, words]) => $('<option>').val(value).text(words)));
    choice.val(isTyped ? TYPED : field.val());
    row.prop('hidden', !isTyped);
  };
}

/** Value and words of each choice. Until the ports are known (`undefined`), none can be said to be gone. */
function optionsOf(node, ports, chosen) {
  const text = (key, values) => node._(`esp8266-flash.option.${key}`, values);
  const listed = (ports ?? []).map((port) => [pathOf(port, chosen), wordsOf(port)]);
  const isKnown = ['', 'simulated', ...listed.map(([value]) => value)].includes(chosen);
  const missing = [chosen, ports === undefined ? chosen : text('port-gone', { port: chosen })];
  return [
    ['', text('port-only')],
    ...listed,
    ...(isKnown ? [] : [missing]),
    ['simulated', text('port-simulated')],
    [TYPED, text('port-other')],
  ];
}

/** The stable path, unless the port was chosen by its other one. */
function pathOf({ path, stablePath = path }, chosen) {
  return path === chosen ? path : stablePath;
}

function wordsOf({ path, maker, product }) {
  return [[maker, product].filter(Boolean).join(' '), path].filter(Boolean).join(' · ');
}

function whyUnlisted(node, { status, responseJSON }) {
  if (status === 401 || status === 403) return node._('esp8266-flash.job.unreadable');
  return node._('esp8266-flash.job.ports-unavailable', { text: responseJSON?.text ?? '' });
}

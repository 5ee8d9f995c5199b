import './form.css';
import { DEFAULT_SSID } from '../../../protocol/chip-settings';
import { isUsed, settingOf } from './usage.js';

const DECIDING = ['request', 'programSource', 'wifiMode', 'imageSource'];

/** Only the rows that matter are there; a field that comes into play is looked at anew. */
export function showUsedRows(node) {
  const form = $('.esp8266-flash-form');
  const show = () => {
    offerSources(settingOf(node, 'request'));
    for (const row of form.find('[data-property]')) row.hidden = !isUsed(node, row.dataset.property);
    form.find('input[id^="node-input-"], .esp8266-part-path').trigger('change');
  };
  form.find(DECIDING.map((property) => `#node-input-${property}`).join()).on('change', show);
  // only a simulated chip has its server at 127.0.0.1
  $('#node-input-port').on('change', () => $('#node-input-serverHost').trigger('change'));
  show();
}

/** An image of Espruino comes from other places than files of a person's own; what is disabled has no value. */
function offerSources(request) {
  const source = $('#node-input-imageSource');
  const isFitting = (_, { dataset }) => dataset.for.split(' ').includes(request);
  const fitting = source.children().filter(isFitting);
  if (fitting.length === 0) return;
  source.children().prop({ disabled: true, hidden: true });
  fitting.prop({ disabled: false, hidden: false });
  if (source.val() === null) source.val(fitting[0].value);
}

/** How the flash is written is folded away while it is as it comes; files of one's own must be named there. */
export function foldWriting(node) {
  const request = $('#node-input-request');
  const writing = $('#node-esp8266-writing');
  const isAsItComes = ['imageSource', 'baud', 'erase'].every(
    (property) => settingOf(node, property) === node._def.defaults[property].value,
  );
  writing.prop('open', !isAsItComes);
  request.on('change', () => request.val() === 'image' && writing.prop('open', true));
}

/** The sentences that depend on what is chosen. */
export function showNotes(node) {
  const form = $('.esp8266-flash-form');
  const show = () => {
    showRequest(node, settingOf(node, 'request'));
    showNetwork(node, settingOf(node, 'wifiMode') === 'station');
    $('#node-esp8266-telnet').prop('hidden', !settingOf(node, 'telnet'));
    $('#node-esp8266-release').prop('hidden', settingOf(node, 'imageSource') !== 'release');
    $('#node-esp8266-simulated').prop('hidden', settingOf(node, 'port') !== 'simulated');
  };
  form.on('input change', show);
  show();
}

function showRequest(node, request) {
  const go = node._(`esp8266-flash.confirm.go.${request}`);
  $('#node-esp8266-start span').text(node._('esp8266-flash.job.start', { go }));
  $('#node-esp8266-request-about').text(node._(`esp8266-flash.about.${request}`));
}

function showNetwork(node, isStation) {
  const placeholder = (key) => node._(`esp8266-flash.placeholder.${key}`);
  const hasHost = !['', 'auto'].includes(settingOf(node, 'serverHost').trim());
  $('#node-input-ssid').attr('placeholder', isStation ? placeholder('ssidStation') : DEFAULT_SSID);
  $('#node-input-serverHost').attr('placeholder', placeholder(isStation ? 'serverHostStation' : 'serverHost'));
  $('#node-input-wifiPassword').attr('placeholder', placeholder(isStation ? 'wifiPasswordStation' : 'wifiPassword'));
  $('#node-esp8266-open-wifi').prop('hidden', isStation || $('#node-input-wifiPassword').val() !== '');
  $('#node-esp8266-station-server').prop('hidden', !isStation || hasHost);
}

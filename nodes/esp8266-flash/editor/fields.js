import './form.css';
import { isUsed, settingOf } from './usage.js';

const DECIDING = ['request', 'programSource', 'wifiMode', 'imageSource'];

/** Only the rows that matter are there; a field that comes into play is looked at anew. */
export function showUsedRows(node) {
  const form = $('.esp8266-flash-form');
  const show = () => {
    for (const row of form.find('[data-property]')) row.hidden = !isUsed(node, row.dataset.property);
    form.find('input[id^="node-input-"]').trigger('change');
  };
  form.find(DECIDING.map((property) => `#node-input-${property}`).join()).on('change', show);
  show();
}

/** The sentences that depend on what is chosen. */
export function showNotes(node) {
  const form = $('.esp8266-flash-form');
  const text = (key) => node._(`esp8266-flash.${key}`);
  const show = () => {
    const isStation = settingOf(node, 'wifiMode') === 'station';
    const request = settingOf(node, 'request');
    $('#node-esp8266-start span').text(node._('esp8266-flash.job.start', { go: text(`confirm.go.${request}`) }));
    $('#node-esp8266-request-about').text(text(`about.${request}`));
    $('#node-esp8266-open-wifi').prop('hidden', $('#node-input-wifiPassword').val() !== '' || isStation);
    $('#node-esp8266-telnet').prop('hidden', !settingOf(node, 'telnet'));
    $('#node-input-ssid').attr('placeholder', isStation ? text('placeholder.ssidStation') : 'EngrEDU IoT');
    const host = isStation ? 'placeholder.serverHostStation' : 'placeholder.serverHost';
    $('#node-input-serverHost').attr('placeholder', text(host));
  };
  form.on('input change', show);
  show();
}

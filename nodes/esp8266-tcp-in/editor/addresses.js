import { isVariable } from '../../editor/validators.js';
import './addresses.css';

/** Shows, to copy, under which of this machine's addresses chips reach the port as the form has it. */
export function showAddresses(node) {
  const list = $('#node-esp8266-reach');
  $.getJSON('esp8266-tcp-in/addresses')
    .done((addresses) => {
      const show = () => list.empty().append(addressLines(node, addresses));
      $('#node-esp8266-addresses').append(addresses.map(({ address }) => $('<option>').val(address)));
      $('#node-input-port, #node-input-bindAddress').on('input change', show);
      show();
    })
    .fail(() => list.text(node._('esp8266-tcp-in.reach.unavailable')));
}

function addressLines(node, addresses) {
  const bound = $('#node-input-bindAddress').val().trim();
  const isOpen = ['', '0.0.0.0', '::'].includes(bound) || isVariable(bound);
  const reachable = addresses.filter(({ address }) => isOpen || address === bound);
  if (reachable.length === 0) return $('<span class="esp8266-unit">').text(node._('esp8266-tcp-in.reach.none'));
  const port = $('#node-input-port');
  const suffix = port.attr('aria-invalid') === 'true' ? '' : `:${port.val().trim()}`;
  return reachable.map(({ address, networkInterface }) => addressLine(node, address + suffix, networkInterface));
}

function addressLine(node, text, networkInterface) {
  const copy = node._('esp8266-tcp-in.reach.copy');
  const button = $('<button type="button" class="red-ui-button red-ui-button-small">')
    .append('<i class="fa fa-copy"></i>')
    .attr({ title: copy, 'aria-label': `${copy} ${text}` })
    .on('click', () => RED.clipboard.copyText(text, button, node._('esp8266-tcp-in.reach.copied')));
  return $('<div>').append($('<code>').text(text), button, $('<span class="esp8266-unit">').text(networkInterface));
}

/** Offers, as server of the readings, this machine's addresses and the ports of the receiving nodes. */
export function offerTargets() {
  const offer = ({ listeners, addresses }) => {
    const hosts = addresses.map(({ address, networkInterface }) => option(address, networkInterface));
    const ports = [...receiversInFlow(), ...listeners].map(({ name, port }) => [String(port), name]);
    $('#node-esp8266-hosts').empty().append(hosts);
    $('#node-esp8266-server-ports')
      .empty()
      .append([...new Map(ports)].map(([port, name]) => option(port, name)));
  };
  offer({ listeners: [], addresses: [] });
  $.getJSON('esp8266-flash/targets').done(offer);
}

/** Also those that are not deployed yet. */
function receiversInFlow() {
  return RED.nodes
    .filterNodes({ type: 'esp8266-tcp-in' })
    .map(({ name, port = '3000' }) => ({ name: name || `esp8266:${port}`, port }));
}

function option(value, words) {
  return $('<option>').val(value).text(words);
}

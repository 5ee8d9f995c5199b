/** Offers Node-RED's context stores, and says what the chosen one means for what is known of the devices. */
export function offerStores(node) {
  const select = $('#node-input-contextStore');
  const note = $('#node-esp8266-store');
  const wanted = node.contextStore ?? '';
  const offer = (stores) => {
    const known = stores.some(({ name }) => name === wanted) ? stores : [...stores, { name: wanted, kind: 'unknown' }];
    const explain = () => {
      const { kind } = known.find(({ name }) => name === select.val()) ?? { kind: 'unknown' };
      note.text(node._(`esp8266-tcp-in.store.${kind}`));
    };
    select.empty().append(
      known.map(({ name }) =>
        $('<option>')
          .val(name)
          .text(name || node._('esp8266-tcp-in.store.default')),
      ),
    );
    select.val(wanted).on('change', explain);
    explain();
  };
  offer([]);
  $.getJSON('esp8266-tcp-in/stores').done(offer);
}

import { KEPT_SECRET } from './validators.js';

/** 192 bits: nobody guesses as many, and as text they have 32 characters, which the field takes. */
const KEY_BYTES = 24;

/**
 * Gives the field for the shared key a button that makes one, and copies it, for the other node wants the same; and says
 * below what the key means for chips. A key that was kept comes back from nowhere: neither to be shown nor to be copied.
 * To be called after `explainErrors`.
 */
export function offerKey(node) {
  const text = (key) => node._(`${node.type}.key.${key}`);
  const input = $('#node-input-key');
  const note = $('<p class="esp8266-note" aria-live="polite" id="node-esp8266-key">');
  const button = $('<button type="button" class="red-ui-button">').text(text('make')).attr('title', text('about-make'));
  let made = '';
  button.on('click', () => {
    made = newKey();
    input.val(made).trigger('change');
    RED.clipboard.copyText(made, button, text('copied'));
    button.trigger('focus');
  });
  const explain = () => {
    const key = input.val();
    const isWrong = input.attr('aria-invalid') === 'true'; // and that is said already
    if (key === '') note.text(text('none'));
    else note.text(isWrong ? '' : text(key === made ? 'made' : key === KEPT_SECRET ? 'kept' : 'given'));
  };
  input.wrap('<div class="esp8266-made">').after(button).on('input change', explain);
  input.parent().after(note);
  explain();
}

/** In letters that every shell, JSON and person takes as they are. */
function newKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(KEY_BYTES));
  return btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_');
}

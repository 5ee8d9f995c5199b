// Each validator gives true, or says what is wrong. Node-RED takes a text only from a function with exactly two
// parameters. The bounds are those of the runtime, which takes the default for a property that is absent.

export const isAbsent = (value) => value === undefined || value === null;

/** Node-RED takes an environment variable, `${PORT}` or `$(PORT)`, for valid without asking a validator. */
export const isVariable = (value) => /^\$(\([a-z_]\w*\)|\{[a-z_]\w*\})$/i.test(value);

/** A text of the node `type` of this package, also where no node is at hand. */
export const textsOf = (type) => (key, values) =>
  RED._(`@chip-to-flow/node-red-esp8266/${type}:${type}.${key}`, values);

/** What stands in the field of a secret that Node-RED keeps: it gives none back to the editor. */
export const KEPT_SECRET = '__PWRD__';

/** The bytes of `value` as UTF-8. */
export const bytesOf = (value) => new TextEncoder().encode(value ?? '').length;

/** The validators that the nodes share, in the words of the node `type`: their keys are under `error`. */
export function validatorsOf(type) {
  const text = textsOf(type);

  /** Node-RED shows it as HTML in places, so the value must not be any. */
  function complaint(key, value, { label }, expected) {
    const got = value === '' ? text('error.nothing') : `"${RED.utils.sanitize(String(value))}"`;
    const words = text(`error.${key}`, { ...expected, value: got });
    return label ? `${label}: ${words}` : words;
  }

  function numberFrom(least, most, isWhole) {
    return (value, options) => {
      const number = /^\s*\d+(\.\d+)?\s*$/.test(value) ? Number(value) : Number.NaN;
      const isRight = number >= least && number <= most && (!isWhole || Number.isInteger(number));
      return (
        isAbsent(value) || isRight || complaint(isWhole ? 'wholeNumber' : 'number', value, options, { least, most })
      );
    };
  }

  function oneOf(...choices) {
    const expected = { choices: choices.join(', ') };
    return (value, options) =>
      isAbsent(value) || choices.includes(value) || complaint('choice', value, options, expected);
  }

  /** So many bytes or none, or one that was kept. It is never shown, so not in a message either; `key` is what is said. */
  function secret(least, most, key) {
    return (value, { label }) => {
      const bytes = bytesOf(value);
      const isRight = bytes === 0 || value === KEPT_SECRET || (bytes >= least && bytes <= most);
      return isRight || [label, text(`error.${key}`)].filter(Boolean).join(': ');
    };
  }

  /** The label of a property: Node-RED's lists of what is wrong begin with it. */
  const labelOf = (property) => text(`label.${property}`);

  /** HMAC takes as many bytes as they are, and nobody guesses so many. */
  const sharedKey = secret(16, 64, 'keyLength');

  return { complaint, numberFrom, oneOf, secret, sharedKey, labelOf };
}

/**
 * `JSON.stringify` as the chip does it: every character from 127 on leaves as \u00XX, numbers have about 11 decimals, and
 * two things come out that are no JSON: a function in an array as `undefined`, an object inside itself as ` ... `.
 */
export function chipJson(value: unknown): string | undefined {
  if (typeof value === 'function') return undefined;
  return jsonText(value === undefined ? null : value, []);
}

/**
 * A number as the chip writes it: digit by digit, until what is left is below 0.0000001. Source: `ftoa_bounded_extra`
 * of the interpreter; 1/3 gives 0.33333333333, 1.23456789 gives 1.23456788999.
 */
export function chipNumber(value: number): string {
  if (!Number.isFinite(value)) return String(value);
  if (value < 0) return `-${chipNumber(-value)}`;
  const [scaled, exponent] = normalized(value);
  const whole = Math.floor(scaled + STOP_AT);
  const digits = BigInt(whole).toString() + fraction(scaled - whole);
  if (exponent === 0) return digits;
  return `${digits}e${exponent > 0 ? '+' : ''}${exponent}`;
}

const STOP_AT = 1e-7;
const ESCAPES: Record<string, string> = {
  '"': '\\"',
  '\\': '\\\\',
  '\b': '\\b',
  '\f': '\\f',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
};

function jsonText(value: unknown, parents: unknown[]): string {
  if (value === undefined) return 'null';
  if (typeof value === 'function') return 'undefined';
  if (typeof value === 'string') return jsonString(value);
  if (typeof value === 'number') return Number.isFinite(value) ? chipNumber(value) : 'null';
  if (typeof value !== 'object' || value === null) return String(value);
  if (parents.includes(value)) return ' ... ';
  const { toJSON } = value as { toJSON?: () => unknown };
  const inside = [...parents, value];
  return typeof toJSON === 'function' ? jsonText(toJSON.call(value), inside) : collectionText(value, inside);
}

function collectionText(value: object, parents: unknown[]): string {
  if (Array.isArray(value) || ArrayBuffer.isView(value)) {
    return `[${Array.from(value as unknown[], (item) => jsonText(item, parents)).join(',')}]`;
  }
  const items = Object.entries(value)
    .filter(([, item]) => typeof item !== 'function' && item !== undefined)
    .map(([key, item]) => `${jsonString(key)}:${jsonText(item, parents)}`);
  return `{${items.join(',')}}`;
}

function jsonString(text: string): string {
  const escaped = text.replace(/[^ !#-[\]-~]/g, (character) => {
    const code = (character.charCodeAt(0) & 0xff).toString(16).toUpperCase().padStart(4, '0');
    return ESCAPES[character] ?? `\\u${code}`;
  });
  return `"${escaped}"`;
}

/** Very large and very small numbers are written with an exponent. */
function normalized(value: number): [scaled: number, exponent: number] {
  let scaled = value;
  let exponent = 0;
  if (value >= 1e21) for (; scaled > 10; exponent += 1) scaled /= 10;
  if (value > 0 && value < 1e-6) for (; scaled < 1; exponent -= 1) scaled *= 10;
  return [scaled, exponent];
}

function fraction(rest: number): string {
  const MOST_DIGITS = 11;
  let left = rest * 10;
  let digits = '';
  for (; left > STOP_AT && digits.length < MOST_DIGITS; ) {
    const digit = Math.min(9, Math.floor(left + 1e-8));
    left = (left - digit) * 10;
    digits += digit;
  }
  return digits === '' ? '' : `.${digits}`;
}

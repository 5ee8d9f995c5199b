import type { Random } from './random';

/** What a device sends that does nothing wrong: a report of one to five readings, as text of at most `mostBytes`. */
export function reportText(random: Random, name: { id: string; boot: number; seq: number }, mostBytes: number): string {
  const readings = Array.from({ length: 1 + random.below(5) }, () => random.pick(READINGS)(random));
  const every = readings.length > 1 ? 1 + random.below(5000) : 0;
  const lost = random.chance(0.05) ? { lost: random.below(100) } : {};
  const text = JSON.stringify({ ...name, age: random.below(10_000), every, readings, ...lost });
  return Buffer.byteLength(text) <= mostBytes ? text : reportText(random, name, mostBytes);
}

/** A line as the article's sketch sends it, or as another program may. */
export function plainText(random: Random): string {
  return random.pick(PLAIN)(random);
}

/** An id that no other frame has, long enough that no change to another one makes it. */
export function newId(random: Random): string {
  return `${random.pick(['esp8266-', 'probe.', 'x_'])}${random.name(24)}`;
}

/** What a device may measure. Strings come as bytes, for the chip has no Unicode. */
const READINGS: ((random: Random) => unknown)[] = [
  (random) => random.below(100_000),
  (random) => random.below(100_000),
  (random) => (random.below(2 ** 31) - 2 ** 30) / 1000,
  () => null,
  (random) => random.chance(0.5),
  (random) => random.name(random.below(20)),
  (random) => Buffer.from(random.pick(WORDS)).toString('latin1'),
  (random) => random.pick(WORDS),
  (random) => ({ t: random.below(500) / 10, unit: random.pick(WORDS) }),
  (random) => [random.below(9), [random.below(9), []], {}],
  (random) => JSON.parse(`{"__proto__":{"payload":${random.below(9)}},"constructor":1}`),
];

const WORDS = [
  '°C',
  'Küche',
  'température',
  '湿度',
  '🌡️',
  '\ud83d',
  '\u0000',
  '\u2028',
  'é',
  '\\',
  '"',
  '',
  '\ufeff',
  '\ufffd',
];

const PLAIN: ((random: Random) => string)[] = [
  (random) => String(random.below(100_000)),
  (random) => String(random.below(100_000)),
  (random) => ` ${random.below(1000)}.${random.below(1000)}`,
  (random) => `${random.below(1000)}e${random.below(400)}`,
  (random) => '9'.repeat(1 + random.below(40)),
  (random) => `-${random.below(3)}`,
  (random) => random.name(1 + random.below(60)),
  (random) => random.pick(WORDS) || 'a',
  (random) => JSON.stringify({ value: random.below(100), unit: random.pick(WORDS) }),
  (random) => JSON.stringify([random.pick(WORDS), random.below(9)]),
  () => '{"__proto__":{"payload":1},"constructor":{"prototype":{"x":1}}}',
  () => 'GET / HTTP/1.1',
];

import type { Random } from './random';

/** Makes another frame of `frame`; `other` is one to take pieces of. */
type Mutation = (frame: Buffer, random: Random, other: Buffer) => Buffer;

/** What may become of a frame on its way, or what somebody sends who wants to see what happens. */
export const MUTATIONS: Record<string, Mutation> = {
  'bit flips': (frame, random) => {
    const bytes = Buffer.from(frame);
    for (let flips = 1 + random.below(3); flips > 0; flips--) {
      const at = random.below(bytes.length);
      bytes[at] = (bytes[at] ?? 0) ^ (1 << random.below(8));
    }
    return bytes;
  },
  truncation: (frame, random) => frame.subarray(0, random.below(frame.length)),
  deletion: (frame, random) => splice(frame, random, Buffer.alloc(0), 1 + random.below(20)),
  duplication: (frame, random) => splice(frame, random, piece(frame, random), 0),
  'random bytes': (frame, random) => splice(frame, random, random.bytes(1 + random.below(12)), random.below(12)),
  splice: (frame, random, other) =>
    Buffer.concat([frame.subarray(0, random.below(frame.length)), other.subarray(random.below(other.length))]),
  'another order': (frame, random) => {
    const [first, second] = [random.below(frame.length), random.below(frame.length)].sort((a, b) => a - b);
    return Buffer.concat([frame.subarray(second), frame.subarray(first, second), frame.subarray(0, first)]);
  },
  'deep nesting': (frame, random) => {
    const open = random.pick(['[', '{"a":']);
    const depth = 1 + random.below(open === '[' ? 180 : 60);
    return replaceValue(
      frame,
      random,
      `${open.repeat(depth)}${random.chance(0.5) ? '1' : ''}${CLOSES[open]?.repeat(depth)}`,
    );
  },
  'huge number': (frame, random) => replaceValue(frame, random, random.pick(HUGE)),
  'wrong type': (frame, random) => replaceValue(frame, random, random.pick(WRONG)),
  'strange key': (frame, random) => insertAfterBrace(frame, `"${random.pick(KEYS)}":${random.pick(WRONG)},`),
  'a key twice': (frame, random) => insertAfterBrace(frame, `"${random.pick(FIELDS)}":${random.pick(WRONG)},`),
  'a key gone': (frame, random) => replaceText(frame, `"${random.pick(FIELDS)}"`, '"gone"'),
  'broken UTF-8': (frame, random) => splice(frame, random, random.pick(BROKEN), 0),
  'lone surrogate': (frame, random) =>
    splice(frame, random, Buffer.from(random.pick(['\\ud83d', '\\udc00\\ud800'])), 0),
  'line ends within': (frame, random) =>
    splice(frame, random, Buffer.from(random.pick(['\r', '\n', '\r\n', '\n\r', '\u2028'])), 0),
  'white space': (frame, random) =>
    Buffer.concat([Buffer.from(random.pick([' ', '\t', '\ufeff', '\r', '\u00a0'])), frame]),
};

/** Longer than the limit: what comes after it on the same connection is not read any more. */
export function tooLong(frame: Buffer, random: Random): Buffer {
  return Buffer.concat([frame, Buffer.alloc(600 + random.below(3000), random.pick([' ', 'x', '[', '\u0000']))]);
}

const CLOSES: Record<string, string> = { '[': ']', '{"a":': '}' };
const HUGE = [
  '1e999',
  '-1e999',
  '9007199254740993',
  '1'.repeat(300),
  '-1',
  '1e-400',
  '0.5',
  '9007199254740991',
  '1e15',
  '-0',
];
const WRONG = [
  'null',
  'true',
  '"x"',
  '""',
  '[]',
  '{}',
  '[[]]',
  '-1',
  '1.5',
  '"__proto__"',
  '{"length":9}',
  '"\\u0000"',
  '[null]',
];
const KEYS = [
  '__proto__',
  'constructor',
  'prototype',
  'toString',
  'hasOwnProperty',
  'then',
  'toJSON',
  'length',
  '',
  '\\u0000',
];
const FIELDS = ['id', 'boot', 'seq', 'age', 'every', 'readings', 'lost'];
/** A character cut off, one too long for its value (overlong), a surrogate half, a byte that never is in UTF-8. */
const BROKEN = [[0xe2, 0x82], [0xc0, 0xaf], [0xed, 0xa0, 0x80], [0xff], [0xf4, 0x90, 0x80, 0x80]].map((bytes) =>
  Buffer.from(bytes),
);
/** A value after a key: a number, a text, or a list without lists. */
const VALUE = /:(-?\d[\d.e+-]*|"[^"]*"|\[[^[\]]*\])/g;

function splice(frame: Buffer, random: Random, added: Buffer, removed: number): Buffer {
  const at = random.below(frame.length + 1);
  return Buffer.concat([frame.subarray(0, at), added, frame.subarray(at + removed)]);
}

function piece(frame: Buffer, random: Random): Buffer {
  const from = random.below(frame.length);
  return frame.subarray(from, from + 1 + random.below(40));
}

/** The text of a frame as Latin-1, which gives every byte back. */
function replaceValue(frame: Buffer, random: Random, value: string): Buffer {
  const text = frame.toString('latin1');
  const values = [...text.matchAll(VALUE)];
  if (values.length === 0) return Buffer.from(value);
  const { index, 0: found } = random.pick(values);
  return Buffer.from(`${text.slice(0, index)}:${value}${text.slice(index + found.length)}`, 'latin1');
}

function insertAfterBrace(frame: Buffer, added: string): Buffer {
  return replaceText(frame, '{', `{${added}`);
}

function replaceText(frame: Buffer, from: string, to: string): Buffer {
  return Buffer.from(
    frame.toString('latin1').replace(from, () => to),
    'latin1',
  );
}

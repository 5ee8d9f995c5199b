import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import type { Advice } from '../nodes/esp8266-flash/first-reading';
import { FLASH_ERROR_CODES } from '../nodes/esp8266-flash/flash-error';
import { REQUEST_NAMES } from '../nodes/esp8266-flash/flash-request';
import { type Instruction, PHASE_NAMES } from '../nodes/esp8266-flash/job/progress';
import type { ChipState } from '../nodes/esp8266-flash/job/worker-messages';
import { failureTexts, type Text } from '../nodes/esp8266-flash/texts';

type Texts = { [key: string]: string | Texts };

const FOLDER = join(__dirname, '../nodes/esp8266-flash/locales/en-US');
const HELP = readFileSync(join(FOLDER, 'esp8266-flash.html'), 'utf8');
const TEXTS = (JSON.parse(readFileSync(join(FOLDER, 'esp8266-flash.json'), 'utf8')) as Texts)['esp8266-flash'] as Texts;

/** Unions have no list at run time; these do not compile when a name is missing. */
const INSTRUCTIONS: Record<Instruction, true> = { 'hold-flash': true, 'tap-reset': true, 'join-wifi': true };
const STATES: Record<ChipState, true> = {
  untouched: true,
  incomplete: true,
  'no-program': true,
  'own-files': true,
  program: true,
  unknown: true,
};
const ADVICE: Record<Advice, true> = {
  'no-listener': true,
  'join-wifi': true,
  'wifi-bad-password': true,
  'wifi-not-found': true,
  'wrong-key': true,
  'key-missing': true,
  'key-only-on-chip': true,
  replayed: true,
  'not-heard': true,
  'reading-fails': true,
  'own-script': true,
  'small-flash': true,
};

function group(name: string): Texts {
  return TEXTS[name] as Texts;
}

/** The keys in a group whose texts are a group again. */
function groupsIn(name: string): string[] {
  return Object.keys(group(name)).filter((key) => typeof group(name)[key] !== 'string');
}

test('each error has its cause and its remedy, and no other has', () => {
  assert.deepEqual(groupsIn('error').sort(), [...FLASH_ERROR_CODES].sort());
  for (const code of FLASH_ERROR_CODES) {
    assert.deepEqual(Object.keys(group('error')[code] as Texts), ['cause', 'remedy'], code);
  }
});

test('each phase has its name, its sentence and its status', () => {
  assert.deepEqual(Object.keys(group('phase')), [...PHASE_NAMES]);
  assert.deepEqual(Object.keys(group('progress')), [...PHASE_NAMES]);
  assert.deepEqual(Object.keys(group('status')).slice(0, PHASE_NAMES.length), [...PHASE_NAMES]);
});

test('each instruction, state and advice has its texts, and no other has', () => {
  assert.deepEqual(Object.keys(group('instruction')), Object.keys(INSTRUCTIONS));
  for (const name of Object.keys(INSTRUCTIONS)) {
    const keys = Object.keys(group('instruction')[name] as Texts);
    assert.deepEqual(keys, ['status', 'text', 'title', 'step1', 'step2', 'step3']);
  }
  assert.deepEqual(Object.keys(group('state')), Object.keys(STATES));
  assert.deepEqual(Object.keys(group('advice')), Object.keys(ADVICE));
});

test('each request has its option, what it does, its question, its button and its result', () => {
  for (const request of REQUEST_NAMES) {
    const texts = [group('option'), group('about'), group('confirm'), group('confirm').go as Texts, group('outcome')];
    for (const one of texts) assert.equal(typeof one[request], 'string', request);
  }
});

/** As Node-RED's: a key that is not there is given back. */
const text: Text = (key, values = {}) => {
  const found = key.split('.').reduce<string | Texts | undefined>((texts, name) => (texts as Texts)?.[name], TEXTS);
  return Object.entries(values).reduce(
    (words, [name, value]) => words.replace(`__${name}__`, `${value}`),
    `${found ?? `esp8266-flash.${key}`}`,
  );
};

for (const [problem, told] of [
  ['interval must be a whole number', '“Interval” must be a whole number'],
  ['imageParts[1].offset must be an address', '“Files”, line 2, “Address in the flash” must be an address'],
  ['imageParts[0] must be a list', '“Files”, line 1 must be a list'],
  ['msg.esp8266.baud must be one of 9600', 'msg.esp8266.baud must be one of 9600'],
  ['cacheFolder must be there', 'cacheFolder must be there'],
] as const) {
  test(`"${problem}" is told in the words of the form`, () => {
    const { cause } = failureTexts({ code: 'bad-request', values: { problem }, state: 'untouched', phaseMs: {} }, text);
    assert.equal(cause, `That cannot be done: ${told}.`);
  });
}

test('every status is shorter than 20 characters', () => {
  const longest = { doing: 'identifying', percent: '100', device: 'esp8266-5ccf…', code: 'image-unreachable' };
  const statuses = [...Object.values(group('status')), ...groupsIn('instruction').map(statusOf)];
  for (const status of statuses) {
    const shown = Object.entries(longest).reduce(
      (text, [key, value]) => text.replace(`__${key}__`, value),
      `${status}`,
    );
    assert.ok(shown.length < 20, shown);
  }
  for (const code of FLASH_ERROR_CODES) assert.ok(code.length < 20, code);
});

function statusOf(instruction: string): string {
  return (group('instruction')[instruction] as Texts).status as string;
}

test('the help names every error, phase, request, state and advice', () => {
  const names = [
    ...FLASH_ERROR_CODES,
    ...PHASE_NAMES,
    ...REQUEST_NAMES,
    ...Object.keys(STATES),
    ...Object.keys(ADVICE),
    ...Object.keys(INSTRUCTIONS),
  ];
  for (const name of names) assert.ok(HELP.includes(`\`${name}\``) || HELP.includes(`*${name}*`), name);
});

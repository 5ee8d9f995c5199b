import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { runInNewContext } from 'node:vm';
import { settingsScript } from '../protocol/settings-script';
import { ESPRUINO, withEspruino } from './espruino-interpreter';

const ENCODED: [text: string, literal: string][] = [
  ['EngrEDU IoT', '"EngrEDU IoT"'],
  ['a "b" \\ c', String.raw`"a \x22b\x22 \x5c c"`],
  ['é', String.raw`"\xc3\xa9"`],
  ['🐟', String.raw`"\xf0\x9f\x90\x9f"`],
  ['\0' + '1\r\n\t\u007f', String.raw`"\x001\x0d\x0a\x09\x7f"`],
  ['\u2028', String.raw`"\xe2\x80\xa8"`],
  ['\ud83d', String.raw`"\xef\xbf\xbd"`],
];
for (const [text, literal] of ENCODED) {
  test(`the text ${JSON.stringify(text)} is ${literal} in the program`, () =>
    assert.equal(settingsScript({ reading: text }), `var SETTINGS={"reading":${literal}};`));
}

test('numbers, truths and groups are written as they are, what is absent is not there', () =>
  assert.equal(
    settingsScript({ wifi: { mode: 'ap', channel: 7 }, telnet: false, intervalMs: 250 }),
    'var SETTINGS={"wifi":{"mode":"ap","channel":7},"telnet":false,"intervalMs":250};',
  ));

const TEXTS = randomTexts(1000);

test('1,000 random texts arrive in JavaScript as their UTF-8, byte for byte', () => {
  for (const text of TEXTS) {
    const script = settingsScript({ reading: text });
    assert.match(script, /^[ -~]*$/);
    const arrived = runInNewContext(`${script}SETTINGS.reading`) as string;
    assert.deepEqual(Buffer.from(arrived, 'latin1'), Buffer.from(text, 'utf8'));
  }
});

test("1,000 random texts arrive in the chip's interpreter as their UTF-8, byte for byte", withEspruino, async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'settings-'));
  t.after(() => rm(folder, { recursive: true }));
  const TEXTS_IN_MEMORY = 10; // a build like the chip's holds no more
  for (let first = 0; first < TEXTS.length; first += TEXTS_IN_MEMORY) {
    const texts = TEXTS.slice(first, first + TEXTS_IN_MEMORY);
    assert.deepEqual(
      arrivedHex(join(folder, 'settings.js'), texts),
      texts.map((text) => Buffer.from(text, 'utf8').toString('hex')),
    );
  }
});

/** What Espruino makes of the texts, as hexadecimal digits. */
function arrivedHex(file: string, texts: string[]): (string | undefined)[] {
  const hex =
    'function hex(t){for(var i=0,h="";i<t.length;i++)h+=(256+t.charCodeAt(i)).toString(16).substr(1);return h}';
  const lines = texts.map((text) => `${settingsScript({ reading: text })}print("="+hex(SETTINGS.reading)+";");`);
  writeFileSync(file, [hex, ...lines].join('\n'));
  const printed = execFileSync(ESPRUINO, [file], { encoding: 'latin1', timeout: 10_000 });
  return [...printed.matchAll(/=([\da-f]*);/g)].map(([, digits]) => digits);
}

/** The same texts in each run; most of their characters are those that trouble programs. */
function randomTexts(count: number): string[] {
  let seed = 20_240_229;
  const below = (end: number) => {
    seed = (seed * 1_103_515_245 + 12_345) % 2 ** 31;
    return Math.floor((seed / 2 ** 31) * end);
  };
  const troublesome = [...'"\'\\`$</{}\0\r\n\t\b\u0010\u0003\u2028\u2029\ud83d\udc1féß漢🐟0123456789xu'];
  const character = () =>
    below(3) ? (troublesome[below(troublesome.length)] ?? '') : String.fromCharCode(below(65_536));
  return Array.from({ length: count }, () => Array.from({ length: below(64) }, character).join(''));
}

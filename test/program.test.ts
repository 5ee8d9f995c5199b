import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { FlashError } from '../nodes/esp8266-flash/flash-error';
import { checkFits, checkSigns, programFor } from '../nodes/esp8266-flash/program';

const FIRMWARE = readFileSync(join(__dirname, '../firmware/firmware.js'), 'latin1');

const script = (code: string) => programFor({ kind: 'script', code }, {}, 0);

test('the firmware has its settings and the time of flashing in front', () => {
  const settings = { wifi: { ssid: 'é', password: '"secret"' }, intervalMs: 250 };
  assert.equal(
    programFor({ kind: 'firmware' }, settings, 1_795_361_662),
    String.raw`var SETTINGS={"wifi":{"ssid":"\xc3\xa9","password":"\x22secret\x22"},"intervalMs":250,"flashedAt":1795361662};` +
      FIRMWARE,
  );
});

test('with a key it is the firmware that signs', () => {
  const program = programFor({ kind: 'firmware' }, { key: 'a key of both sides' }, 1);
  const signed = readFileSync(join(__dirname, '../firmware/firmware-signed.js'), 'latin1');
  assert.equal(program, `var SETTINGS={"key":"a key of both sides","flashedAt":1};${signed}`);
});

test('a script of your own goes as its UTF-8, without the mark that editors put in front', () =>
  assert.equal(script('\ufeffprint("é🐟");\r\n'), 'print("\xc3\xa9\xf0\x9f\x90\x9f");\r\n'));

test('a script is read from a file', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'program-'));
  t.after(() => rm(folder, { recursive: true }));
  await writeFile(join(folder, 'p.js'), 'print(1)');
  assert.equal(programFor({ kind: 'file', path: join(folder, 'p.js') }, {}, 0), 'print(1)');
});

const BAD: [string, () => unknown, RegExp][] = [
  ['no JavaScript', () => script('print(1);\nprint(2'), /^Unexpected token in line 2, column 8:/],
  ['an open text', () => script('print("1);'), /Unterminated string/],
  ['what only newer JavaScript has', () => script('let [a] = b;'), /destructuring of an array in line 1/],
  ['a NUL', () => script('print("\0")'), /NUL character; write \\x00$/],
  ['brackets in brackets', () => script('('.repeat(9000)), /Not enough stack space/],
  ['one chain', () => script(`a${'.b'.repeat(90_000)}`), /^it is nested too deeply$/],
  ['nothing', () => script(' \n'), /^it is empty$/],
  [
    'a file that is not there',
    () => programFor({ kind: 'file', path: '/no/such.js' }, {}, 0),
    /ENOENT.*\/no\/such\.js/,
  ],
  ['a folder', () => programFor({ kind: 'file', path: tmpdir() }, {}, 0), /is no file$/],
  [
    'more than any chip has room for',
    () => programFor({ kind: 'file', path: process.execPath }, {}, 0),
    /196608 bytes, it has more$/,
  ],
  ['what signs, on a chip without SHA-1', () => checkSigns('timer,net,Wifi'), /no crypto module; use another release/],
  [
    'more than the chip has room for',
    () => checkFits('x'.repeat(12_289), 16_384),
    /has 12289 bytes, .* room for 12288;/,
  ],
];
for (const [what, act, detail] of BAD) {
  test(`a program of ${what} is program-bad`, () =>
    assert.throws(act, (error) => {
      assert.ok(error instanceof FlashError && error.code === 'program-bad');
      return detail.test(String(error.values.detail));
    }));
}

test('the firmware fits even the smaller build, also the one that signs', () => {
  const settings = { wifi: { ssid: 'x'.repeat(31), password: 'x'.repeat(63) } };
  checkFits(programFor({ kind: 'firmware' }, settings, 1), 16_384);
  checkFits(programFor({ kind: 'firmware' }, { ...settings, key: 'x'.repeat(64) }, 1), 16_384);
});

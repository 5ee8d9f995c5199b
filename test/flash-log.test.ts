import assert from 'node:assert/strict';
import { test } from 'node:test';
import { JobLog } from '../nodes/esp8266-flash/log';
import { settingsScript } from '../protocol/settings-script';

test('each line has the seconds since the start', () => {
  let now = 1000;
  const log = new JobLog([], () => now);
  now = 3345;
  log.add('phase write');
  assert.deepEqual(log.lines, ['2.35 phase write']);
});

test('a secret is in no line, however it is written', () => {
  const log = new JobLog(['quo"te\\'], () => 0);
  log.add('the password is quo"te\\');
  log.add(`var SETTINGS=${JSON.stringify({ password: 'quo"te\\' })};`);
  assert.deepEqual(log.lines, ['0.00 the password is ***', '0.00 var SETTINGS={"password":"***"};']);
});

test('a secret is in no line of the program that the chip says, nor in what it makes of it', () => {
  const log = new JobLog(['geheim "ä"'], () => 0);
  log.add(`Uncaught ReferenceError at ${settingsScript({ wifi: { password: 'geheim "ä"' } })}`);
  log.add('chip: geheim "\xc3\xa4"');
  assert.deepEqual(log.lines, [
    '0.00 Uncaught ReferenceError at var SETTINGS={"wifi":{"password":"***"}};',
    '0.00 chip: ***',
  ]);
});

test('no secret is no secret', () => {
  const log = new JobLog([''], () => 0);
  log.add('open');
  assert.deepEqual(log.lines, ['0.00 open']);
});

test('a line is one line of printable characters, and not a long one', () => {
  const log = new JobLog([], () => 0);
  log.add('\u001b[2Jtwo\r\nlines');
  log.add('x'.repeat(10_000));
  assert.equal(log.lines[0], '0.00 [2Jtwo lines');
  assert.equal(log.lines[1]?.length, 505);
});

test('of many lines the last 500 are kept', () => {
  const log = new JobLog([], () => 0);
  for (let number = 0; number < 1000; number++) log.add(String(number));
  assert.deepEqual([log.lines.length, log.lines[0]], [500, '0.00 500']);
});

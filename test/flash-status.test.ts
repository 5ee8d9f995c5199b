import assert from 'node:assert/strict';
import { test } from 'node:test';
import { endStatus, progressStatus, type Status } from '../nodes/esp8266-flash/status';
import { outcomeText, type Text } from '../nodes/esp8266-flash/texts';
import { flashRequest } from './flash-request-sample';

/** Keys and values instead of words. */
const text: Text = (key, values = {}) => [key, ...Object.values(values)].join(' ');
const OUTCOME = { chip: {}, bytes: 0, phaseMs: {} };
const HEARD = { id: 'esp8266-5ccf7f06c0db', ip: '192.168.4.1', serverPort: 3000, payload: 0 };

test('a job that runs shows its phase, how far it is, and what a person shall do', () => {
  const table: [Parameters<typeof progressStatus>[0], Status['fill'], string][] = [
    [{ phase: 'verify' }, 'blue', 'status.verify'],
    [{ phase: 'write', percent: 42 }, 'blue', 'status.percent status.write 42'],
    [{ phase: 'connect', instruction: 'hold-flash' }, 'yellow', 'instruction.hold-flash.status'],
  ];
  for (const [progress, fill, words] of table) {
    const status = progressStatus(progress, text);
    assert.deepEqual([status.fill, status.text], [fill, words]);
  }
});

test('a job that has ended shows how', () => {
  const failed = (code: 'no-answer' | 'cancelled' | 'busy' | 'bad-request') => ({
    failure: { code, values: {}, state: 'untouched', phaseMs: {} } as const,
  });
  const table: [Parameters<typeof endStatus>[0], Status['fill'], string][] = [
    [{ outcome: OUTCOME, heard: HEARD }, 'green', 'status.heard esp8266-5ccf…'],
    [{ outcome: OUTCOME, heard: HEARD, advice: 'reading-fails' }, 'yellow', 'status.reading-fails'],
    [{ outcome: OUTCOME }, 'green', 'status.done'],
    [{ outcome: OUTCOME, advice: 'no-listener' }, 'yellow', 'status.done'],
    [failed('no-answer'), 'red', 'status.failed no-answer'],
    [failed('busy'), 'red', 'status.busy busy'],
    [failed('bad-request'), 'red', 'status.bad-setting bad-request'],
    [failed('cancelled'), 'grey', 'status.cancelled'],
  ];
  for (const [result, fill, words] of table) {
    const status = endStatus(result, text);
    assert.deepEqual([status.fill, status.text], [fill, words]);
  }
});

test('a rescue says whether there was a program to remove', () => {
  const told = (bytes: number) =>
    outcomeText(flashRequest({ request: 'rescue' }), { outcome: { ...OUTCOME, bytes } }, text);
  assert.deepEqual([told(4096), told(0)], ['outcome.rescue 4096 ESP8266', 'outcome.rescue-nothing 0 ESP8266']);
});

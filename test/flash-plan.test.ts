import assert from 'node:assert/strict';
import { test } from 'node:test';
import { stateAt } from '../nodes/esp8266-flash/job/plan';

test('a job that is cancelled while the files of a person start leaves these on the chip', () => {
  assert.equal(stateAt({ phase: 'boot', request: 'image', code: 'cancelled' }), 'own-files');
  assert.equal(stateAt({ phase: 'write', request: 'image', code: 'cancelled' }), 'incomplete');
  assert.equal(stateAt({ phase: 'boot', request: 'install', code: 'cancelled' }), 'no-program');
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MessageIds } from '../nodes/esp8266-tcp-in/message-ids';

test('message ids are 16 hex digits and do not repeat', () => {
  const ids = new MessageIds('0123456789abcdef');
  assert.deepEqual([ids.next(), ids.next()], ['0123456700000001', '0123456700000002']);
});

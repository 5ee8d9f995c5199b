import assert from 'node:assert/strict';
import { EventEmitter } from 'node:events';
import { test } from 'node:test';
import { ConfirmingNode } from '../nodes/esp8266-tcp-out/confirming-node';
import { CONFIRM_READING, type Confirmation } from '../protocol/safe-reading';

const READING = { device: { id: 'a', boot: 7 }, seq: 120 };

/** A confirming node, the confirmations that `receivers` receiving nodes have heard and not filed yet, and what was told. */
function confirming(receivers: number) {
  const events = new EventEmitter();
  const unfiled: Confirmation[] = [];
  for (let index = 0; index < receivers; index++)
    events.on(CONFIRM_READING, (confirmation: Confirmation) => {
      confirmation.heardBy++;
      unfiled.push(confirmation);
    });
  const told: string[] = [];
  const node = new ConfirmingNode({
    events,
    warnUnknown: () => told.push('unknown'),
    showUnknown: () => {},
    reportError: ({ message }) => told.push(message),
  });
  return { node, unfiled, told };
}

test('a reading that two receiving nodes have heard is done when both have filed it', () => {
  const { node, unfiled } = confirming(2);
  const ends: unknown[] = [];
  node.take(READING, (error) => ends.push(error));
  unfiled[0]?.filed();
  assert.deepEqual(ends, []);
  unfiled[1]?.filed(new Error('disk full'));
  assert.deepEqual(ends, [new Error('disk full')]);
});

test('a list is done once, when all of it is filed', () => {
  const { node, unfiled } = confirming(1);
  let ends = 0;
  node.take({ confirms: [READING, READING] }, () => ends++);
  for (const { filed } of unfiled) filed();
  assert.deepEqual([unfiled.length, ends], [2, 1]);
});

test('a list of nothing, and what nobody has heard, is done at once', (t) => {
  const { node, told } = confirming(0);
  t.after(() => node.close());
  let ends = 0;
  for (const message of [{ confirms: [] }, READING]) node.take(message, () => ends++);
  assert.deepEqual([ends, told], [2, ['unknown']]);
});

test('of a list the failed requests are an error, and the others are filed', () => {
  const { node, unfiled } = confirming(1);
  const ends: unknown[] = [];
  node.take({ confirms: [{ ...READING, statusCode: 500 }, READING] }, (error) => ends.push(error));
  for (const { filed } of unfiled) filed();
  assert.match(String(ends), /^Error: not confirmed, for msg.statusCode is 500/);
});

test('a message that the runtime cannot copy is told, and nobody who files has to know', () => {
  const { node, unfiled, told } = confirming(1);
  const fail = () => {
    throw new Error('cannot be copied');
  };
  node.take(READING, fail);
  unfiled[0]?.filed();
  node.take({ action: 'set' }, fail);
  assert.deepEqual(told, ['cannot be copied', 'cannot be copied']);
});

import assert from 'node:assert/strict';
import { EventEmitter } from 'node:events';
import { test } from 'node:test';
import { AnswerListener } from '../nodes/esp8266-tcp-in/answer-listener';
import type { ReportAnswers } from '../nodes/esp8266-tcp-in/report-answers';
import { CONFIRM_READING, type Confirmation } from '../protocol/safe-reading';

/** Node-RED's events, one receiving node that may be there, and what it was given. */
function surroundings() {
  const events = new EventEmitter();
  const heard: number[] = [];
  const node = { isThere: false, isReady: true };
  const answers = {
    confirm: ({ seq }: { seq: number }, filed: () => void) => heard.push(seq) > 0 && filed() === undefined,
  };
  const listener = new AnswerListener(events, {
    all: () => (node.isThere ? [answers as unknown as ReportAnswers] : []),
    areReady: () => node.isReady,
  });
  return { events, node, heard, listener };
}

/** Confirms a reading; gives what is said of it. */
function confirm(events: EventEmitter): { confirmation: Confirmation; filed: (Error | undefined)[] } {
  const filed: (Error | undefined)[] = [];
  const confirmation = { id: 'lamp', boot: 1, seq: 7, heardBy: 0, filed: (error?: Error) => void filed.push(error) };
  events.emit(CONFIRM_READING, confirmation);
  return { confirmation, filed };
}

test('a confirmation in the midst of a deploy waits for the node that takes over', () => {
  const { events, node, heard, listener } = surroundings();
  events.emit('flows:stopping');
  const { confirmation, filed } = confirm(events);
  assert.equal(confirmation.heardBy, 1);
  node.isReady = false;
  events.emit('flows:started');
  assert.deepEqual(filed, []);
  Object.assign(node, { isThere: true, isReady: true });
  listener.release();
  assert.deepEqual([heard, filed], [[7], [undefined]]);
});

test('a confirmation that no node knows after the deploy has failed', () => {
  const { events } = surroundings();
  events.emit('flows:stopping');
  const { filed } = confirm(events);
  events.emit('flows:started');
  assert.match(String(filed[0]), /is gone/);
});

test('without a deploy a confirmation that no node knows is not held', () => {
  const { events } = surroundings();
  const { confirmation, filed } = confirm(events);
  assert.deepEqual([confirmation.heardBy, filed], [0, []]);
});

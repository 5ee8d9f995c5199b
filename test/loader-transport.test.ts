import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LoaderTransport } from '../nodes/esp8266-flash/chip/loader-transport';
import { Silence } from '../nodes/esp8266-flash/chip/silence';
import type { Link } from '../nodes/esp8266-flash/link/link';

/** A line on which `chunk` has arrived. */
function lineWith(chunk: Uint8Array): Link {
  const readable = new ReadableStream<Uint8Array>({ start: (controller) => controller.enqueue(chunk) });
  const writable = new WritableStream<Uint8Array>();
  return { name: 'line', readable, writable, lost: new Promise<never>(() => {}) } as Partial<Link> as Link;
}

test('of packets that nobody has asked for the last hundred are kept', async (t) => {
  const flood = Buffer.from('c001'.repeat(50_000), 'hex');
  const transport = new LoaderTransport(lineWith(flood), 115_200, new AbortController().signal);
  t.after(() => transport.release());
  await transport.arrival(1000);
  let packets = 0;
  const readAll = async () => {
    for (; ; packets++) await transport.read(0);
  };
  await assert.rejects(readAll(), Silence);
  assert.equal(packets, 100);
});

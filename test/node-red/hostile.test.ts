import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import type { Socket } from 'node:net';
import { after, before, test } from 'node:test';
import { closed, connect } from './client';
import { LiveFlow } from './live-flow';

let flow: LiveFlow;
before(async () => {
  flow = await LiveFlow.start();
});
after(() => flow.stop());

/** Bytes that are the same in every run. */
function noise(seed: number, length: number): Buffer {
  const blocks = Array.from({ length: Math.ceil(length / 32) }, (_, block) =>
    createHash('sha256').update(`${seed} ${block}`).digest(),
  );
  return Buffer.concat(blocks).subarray(0, length);
}

const PAYLOADS: [string, Buffer][] = [
  ['nothing', Buffer.alloc(0)],
  ['only line ends', Buffer.from('\r\n\n\r\r\n\n')],
  ['NUL bytes', Buffer.alloc(300)],
  ['NUL bytes in a line', Buffer.from('4\u00002\r\n')],
  ['half a UTF-8 character', Buffer.from([0xe2, 0x82, 0x0a])],
  ['a megabyte without a line end', Buffer.alloc(1 << 20, 'x')],
  ['a megabyte of empty lines', Buffer.alloc(1 << 20, '\n')],
  ['brackets 500 deep', Buffer.from(`${'['.repeat(500)}\r\n`)],
  ['a prototype', Buffer.from('{"__proto__":{"payload":1},"constructor":{"prototype":{"x":1}}}\r\n')],
  [
    'a report with a prototype for a name',
    Buffer.from('{"id":"__proto__","boot":0,"seq":0,"age":0,"every":0,"readings":[1]}\r\n'),
  ],
  [
    'a report with the greatest numbers',
    Buffer.from(
      '{"id":"a","boot":9007199254740991,"seq":9007199254740991,"age":9007199254740991,"every":9007199254740991,"readings":[1,2]}\r\n',
    ),
  ],
  ['an HTTP request', Buffer.from('GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n')],
  ['the start of a TLS handshake', Buffer.from('16030100a5010000a10303', 'hex')],
  ...Array.from({ length: 100 }, (_, seed): [string, Buffer] => [`noise ${seed}`, noise(seed, 1 + seed * 13)]),
];

/** Sends `bytes` and leaves, politely or with a reset. */
async function attack(socket: Socket, bytes: Buffer, leave: 'end' | 'resetAndDestroy'): Promise<void> {
  socket.resume();
  await new Promise((written) => socket.write(bytes, written));
  socket[leave]();
  await closed(socket);
}

test('hostile bytes end neither Node-RED nor the connection of another client', async (t) => {
  const port = await flow.receive({ maxConnectionsPerAddress: '0', counterMode: 'never' });
  const bystander = await connect(t, port, { localAddress: '127.0.0.2' });
  const isFromBystander = ({ ip }: { ip?: string }) => ip === '127.0.0.2';
  for (const [index, [title, bytes]] of PAYLOADS.entries()) {
    await attack(await connect(t, port), bytes, index % 2 === 0 ? 'end' : 'resetAndDestroy');
    bystander.write(`${index}\r\n`);
    assert.equal((await flow.readings.next(isFromBystander)).payload, index, `after ${title}`);
  }
  assert.deepEqual(flow.caught.seen, []);
});

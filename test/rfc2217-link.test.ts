import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { type TestContext, test } from 'node:test';
import type { Link } from '../nodes/esp8266-flash/link/link';
import { Rfc2217Link } from '../nodes/esp8266-flash/link/rfc2217-link';
import { Rfc2217Server } from '../simulator/rfc2217-server';
import { read, write } from './link-user';
import { freePort } from './node-red/free-port';
import { RecordedAdapter } from './recorded-adapter';

function linkTo(t: TestContext, port: number): Link {
  const link = new Rfc2217Link(`rfc2217://127.0.0.1:${port}`, { host: '127.0.0.1', port });
  t.after(() => link.close());
  return link;
}

/** An open link to a simulated adapter. */
async function open(t: TestContext) {
  const adapter = new RecordedAdapter();
  const server = await Rfc2217Server.start(adapter);
  t.after(() => server.close());
  const link = linkTo(t, Number(new URL(server.url).port));
  await link.open({ baudRate: 115_200 });
  return { adapter, log: adapter.log, server, link };
}

/** A server of our own making; resolves to its port. */
async function serve(t: TestContext, talk: (socket: Socket) => void): Promise<number> {
  const server = createServer((socket) => {
    t.after(() => socket.destroy());
    socket.on('error', () => {});
    talk(socket);
  }).listen(0, '127.0.0.1');
  t.after(() => server.close());
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

test('opening sets the baud rate and leaves DTR and RTS alone', async (t) => {
  const { log } = await open(t);
  assert.deepEqual(log.names, ['baud 115200']);
});

test('all 256 values of a byte travel both ways', async (t) => {
  const { link, adapter, log } = await open(t);
  const bytes = Buffer.from(Array.from({ length: 256 }, (_, value) => value));
  await write(link, bytes);
  await log.next(`bytes ${bytes.toString('hex')}`);
  adapter.say(bytes);
  assert.equal(await read(link), bytes.toString('hex'));
});

test('DTR and RTS change together', async (t) => {
  const { link, log } = await open(t);
  await link.setSignals({ dataTerminalReady: false, requestToSend: true });
  await link.setSignals({ dataTerminalReady: true, requestToSend: false });
  await log.next('signals 1 0');
  assert.ok(!log.names.includes('signals 1 1'), log.names.join());
});

test('a line that is not named keeps its value', async (t) => {
  const { link, log } = await open(t);
  await link.setSignals({ requestToSend: true });
  await link.setSignals({ dataTerminalReady: false });
  await link.setSignals({ requestToSend: false });
  await write(link, Buffer.from('A'));
  await log.next('bytes 41');
  assert.deepEqual(log.names, ['baud 115200', 'signals 0 0', 'signals 0 1', 'signals 0 0', 'bytes 41']);
});

test('a change of the baud rate is in force when it resolves', async (t) => {
  const { link, log } = await open(t);
  await link.setBaudRate(460_800);
  assert.equal(log.names.at(-1), 'baud 460800');
});

test('a reader that was cancelled makes way for the next, and nothing in between is lost', async (t) => {
  const { link, adapter } = await open(t);
  const reader = link.readable?.getReader();
  await reader?.cancel();
  reader?.releaseLock();
  adapter.say(Buffer.from('A'));
  assert.equal(await read(link), '41');
});

test('a connection that ends is told at once: lost rejects, the reader too, the streams are gone', async (t) => {
  const { link, server } = await open(t);
  const reading = link.readable?.getReader().read();
  server.dropClient();
  await assert.rejects(link.lost, { code: 'port-gone' });
  await assert.rejects(reading ?? Promise.resolve(), { code: 'port-gone' });
  assert.equal(link.readable, null);
  assert.equal(link.writable, null);
  await assert.rejects(link.setSignals({ requestToSend: true }), { code: 'port-gone' });
});

test('a link that was closed can be opened again', async (t) => {
  const { link, log } = await open(t);
  await link.close();
  await log.next('signals 0 0');
  await link.open({ baudRate: 74_880 });
  assert.equal(log.names.at(-1), 'baud 74880');
});

test('nobody there: unreachable', async (t) => {
  const link = linkTo(t, await freePort());
  await assert.rejects(link.open({ baudRate: 115_200 }), { code: 'unreachable' });
});

test('a port that another client has: busy, in the words of the server', async (t) => {
  const { server } = await open(t);
  const link = linkTo(t, Number(new URL(server.url).port));
  await assert.rejects(link.open({ baudRate: 115_200 }), (error: { code: string; values: { detail: string } }) => {
    assert.equal(error.code, 'port-busy');
    assert.match(error.values.detail, /in use by another client/);
    return true;
  });
});

for (const { what, talk, detail } of [
  { what: 'closes', talk: (socket: Socket) => socket.end(), detail: /ended the connection/ },
  { what: 'speaks something else', talk: (socket: Socket) => socket.end('HTTP/1.1 400 Bad Request'), detail: /HTTP/ },
  { what: 'is silent', talk: () => {}, detail: /silent for 3 s/ },
]) {
  test(`a server that ${what} is no serial port`, async (t) => {
    const link = linkTo(t, await serve(t, talk));
    await assert.rejects(link.open({ baudRate: 115_200 }), (error: { code: string; values: { detail: string } }) => {
      assert.equal(error.code, 'port-failed');
      assert.match(error.values.detail, detail);
      return true;
    });
    assert.equal(link.readable, null);
  });
}

/** A server that answers no change of DTR and RTS, as esptool's, and every change of the baud rate with `rate` (hex). */
function taciturn(rate: string): (socket: Socket) => void {
  return (socket) => {
    socket.write(Buffer.from('fffd2c', 'hex'));
    socket.on('data', (bytes) => {
      const asks = bytes.includes(Buffer.from('fffa2c01', 'hex'));
      if (asks) socket.write(Buffer.from(`fffa2c65${rate}fff0`, 'hex'));
    });
  };
}

test('a baud rate that the port does not take is told, with the one in force', async (t) => {
  const link = linkTo(t, await serve(t, taciturn('00002580')));
  await assert.rejects(link.open({ baudRate: 115_200 }), /115200 baud were asked for, it runs at 9600/);
});

test('a server that acknowledges no change of DTR and RTS holds nothing up', async (t) => {
  const link = linkTo(t, await serve(t, taciturn('0001c200')));
  await link.open({ baudRate: 115_200 });
  await link.setSignals({ dataTerminalReady: true, requestToSend: false });
});

test('closing while it opens ends the opening', async (t) => {
  const link = linkTo(t, await serve(t, () => {}));
  const opening = link.open({ baudRate: 115_200 });
  await Promise.all([assert.rejects(opening, { code: 'cancelled' }), link.close()]);
});

test('whatever ends a link, no rejection is left unhandled', async (t) => {
  const unhandled: unknown[] = [];
  const listener = (reason: unknown): number => unhandled.push(reason);
  process.on('unhandledRejection', listener);
  t.after(() => process.off('unhandledRejection', listener));
  const { link, server } = await open(t);
  link.readable?.getReader();
  const writer = link.writable?.getWriter();
  server.dropClient();
  await assert.rejects(link.lost);
  await assert.rejects(writer?.write(Buffer.from('A')) ?? Promise.resolve());
  await link.close();
  await new Promise(setImmediate); // unhandled rejections are told before that
  assert.deepEqual(unhandled, []);
});

test('a server that asks for one option again and again is refused it once', async (t) => {
  let said = '';
  const port = await serve(t, (socket) => {
    socket.write(Buffer.concat(Array(1000).fill(Buffer.of(255, 253, 99))));
    socket.on('data', (bytes) => {
      said += bytes.toString('hex');
    });
  });
  await assert.rejects(linkTo(t, port).open({ baudRate: 115_200 }), { code: 'port-failed' });
  assert.equal(said.split('fffc63').length, 2);
});

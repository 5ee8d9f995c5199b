import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { type TestContext, test } from 'node:test';
import { Rfc2217Server } from '../simulator/rfc2217-server';
import { RecordedAdapter } from './recorded-adapter';

const RELEASED = 'signals 0 0';

async function serve(t: TestContext) {
  const adapter = new RecordedAdapter();
  const server = await Rfc2217Server.start(adapter);
  t.after(() => server.close());
  return { adapter, log: adapter.log, server };
}

/** A client that speaks in hex. */
async function dial(t: TestContext, server: Rfc2217Server) {
  const socket = connect(Number(new URL(server.url).port), '127.0.0.1');
  t.after(() => socket.destroy());
  await once(socket, 'connect');
  const heard = { hex: '' };
  socket.on('data', (bytes) => {
    heard.hex += bytes.toString('hex');
  });
  return { socket, heard, send: (hex: string) => socket.write(Buffer.from(hex.replaceAll(' ', ''), 'hex')) };
}

/** Resolves when `hex` has been heard. */
async function hears(socket: Socket, heard: { hex: string }, hex: string): Promise<void> {
  while (!heard.hex.includes(hex.replaceAll(' ', '')))
    await once(socket, 'data', { signal: AbortSignal.timeout(5000) });
}

test('a client is offered binary, no go-ahead and the com port option, both ways', async (t) => {
  const { server } = await serve(t);
  const { socket, heard } = await dial(t, server);
  await hears(socket, heard, 'fffb00 fffd00 fffb03 fffd03 fffb2c fffd2c');
});

test('an option that it does not know is refused, one that it offered is left at that', async (t) => {
  const { server } = await serve(t);
  const { socket, heard, send } = await dial(t, server);
  send('fffd00 fffb18 fffd01');
  await hears(socket, heard, 'fffe18 fffc01');
  assert.equal(heard.hex, 'fffb00fffd00fffb03fffd03fffb2cfffd2cfffe18fffc01');
});

for (const [when, sent] of [
  ['agrees to a port', 'fffb2c'],
  ['begins with a command', 'fffa2c0502fff0'],
]) {
  test(`the modem state is told once, to a client that ${when}`, async (t) => {
    const { server } = await serve(t);
    const { socket, heard, send } = await dial(t, server);
    send(`${sent} fffa2c0100000000fff0`);
    await hears(socket, heard, 'fffa2c650001c200fff0');
    assert.equal(heard.hex.split('fffa2c6b00fff0').length - 1, 1);
  });
}

for (const { what, command, answer } of [
  {
    what: 'the signature',
    command: 'fffa2c00fff0',
    answer: `fffa2c64${Buffer.from('esp8266-simulator').toString('hex')}fff0`,
  },
  { what: 'the baud rate, highest byte first', command: 'fffa2c0100070800fff0', answer: 'fffa2c6500070800fff0' },
  { what: 'the baud rate in force when asked', command: 'fffa2c0100000000fff0', answer: 'fffa2c650001c200fff0' },
  { what: '8 data bits, whatever was asked for', command: 'fffa2c0207fff0', answer: 'fffa2c6608fff0' },
  { what: 'no parity', command: 'fffa2c0302fff0', answer: 'fffa2c6701fff0' },
  { what: 'one stop bit', command: 'fffa2c0402fff0', answer: 'fffa2c6801fff0' },
  { what: 'DTR on', command: 'fffa2c0508fff0', answer: 'fffa2c6908fff0' },
  { what: 'RTS off', command: 'fffa2c050cfff0', answer: 'fffa2c690cfff0' },
  { what: 'DTR when asked', command: 'fffa2c0507fff0', answer: 'fffa2c6909fff0' },
  { what: 'RTS when asked', command: 'fffa2c050afff0', answer: 'fffa2c690cfff0' },
  { what: 'break on', command: 'fffa2c0505fff0', answer: 'fffa2c6905fff0' },
  { what: 'no flow control, also when another is asked for', command: 'fffa2c0503fff0', answer: 'fffa2c6901fff0' },
  { what: 'a purge', command: 'fffa2c0c03fff0', answer: 'fffa2c7003fff0' },
  { what: 'a mask, its 255 twice', command: 'fffa2c0bfffffff0', answer: 'fffa2c6ffffffff0' },
  { what: 'the modem state', command: 'fffa2c07fff0', answer: 'fffa2c6b00fff0' },
]) {
  test(`answered: ${what}`, async (t) => {
    const { server } = await serve(t);
    const { socket, heard, send } = await dial(t, server);
    send(command);
    await hears(socket, heard, answer);
  });
}

test('data arrives on the chip without its doubled 255, also one byte at a time', async (t) => {
  const { server, log } = await serve(t);
  const { send } = await dial(t, server);
  send('c0ff');
  await log.next('bytes c0');
  send('ffc0');
  await log.next('bytes ffc0');
});

test('what the chip says arrives with its 255 doubled', async (t) => {
  const { server, adapter } = await serve(t);
  const { socket, heard } = await dial(t, server);
  await hears(socket, heard, 'fffd2c');
  adapter.say(Buffer.from('41ff42', 'hex'));
  await hears(socket, heard, '41ffff42');
});

test('what the chip says while nobody listens is lost', async (t) => {
  const { server, adapter } = await serve(t);
  adapter.say(Buffer.from('early'));
  const { socket, heard } = await dial(t, server);
  await hears(socket, heard, 'fffd2c');
  adapter.say(Buffer.from('late'));
  await hears(socket, heard, Buffer.from('late').toString('hex'));
  assert.ok(!heard.hex.includes(Buffer.from('early').toString('hex')), heard.hex);
});

test('the bytes before a change of the baud rate are sent before it', async (t) => {
  const { server, log } = await serve(t);
  const { send } = await dial(t, server);
  send('4142 fffa2c0100070800fff0 43');
  await log.next('bytes 43');
  assert.deepEqual(log.names, ['bytes 4142', 'baud 460800', 'bytes 43']);
});

test('from reset to boot loader, one line after the other, the chip never sees both on', async (t) => {
  const { server, log } = await serve(t);
  const { send } = await dial(t, server);
  send('fffa2c050bfff0');
  await log.next('signals 0 1');
  send('fffa2c0508fff0');
  send('fffa2c050cfff0');
  await log.next('signals 1 0');
  assert.deepEqual(log.names, ['signals 0 1', 'signals 1 0']);
});

test('both lines on reach the chip when they stay on', async (t) => {
  const { server, log } = await serve(t);
  const { send } = await dial(t, server);
  send('fffa2c0508fff0 fffa2c050bfff0');
  await log.next('signals 1 1');
});

test('a client that goes leaves both lines off', async (t) => {
  const { server, log } = await serve(t);
  const { socket, send } = await dial(t, server);
  send('fffa2c050bfff0');
  await log.next('signals 0 1');
  socket.end();
  await log.next(RELEASED);
});

test('a second client is told that the port is in use, and the next one after that is served', async (t) => {
  const { server, log } = await serve(t);
  const first = await dial(t, server);
  await hears(first.socket, first.heard, 'fffd2c');
  const second = await dial(t, server);
  await once(second.socket, 'close');
  assert.match(Buffer.from(second.heard.hex, 'hex').toString(), /in use/);
  first.socket.destroy();
  await log.next(RELEASED);
  const third = await dial(t, server);
  await hears(third.socket, third.heard, 'fffd2c');
});

test('a client that comes while the bytes of the last one are still on their way waits for its turn', async (t) => {
  const { server, adapter, log } = await serve(t);
  let isWritten = (): void => {};
  adapter.write = () => {
    log.add('writing');
    return new Promise((resolve) => {
      isWritten = resolve;
    });
  };
  const first = await dial(t, server);
  first.send('41');
  await log.next('writing');
  first.socket.destroy();
  const second = await dial(t, server);
  isWritten();
  await hears(second.socket, second.heard, 'fffd2c');
});

test('a dropped client leaves both lines off, and another one may come', async (t) => {
  const { server, log } = await serve(t);
  const { socket, heard } = await dial(t, server);
  socket.on('error', () => {}); // the reset that is asked for
  await hears(socket, heard, 'fffd2c');
  server.dropClient();
  await log.next(RELEASED);
  const next = await dial(t, server);
  await hears(next.socket, next.heard, 'fffd2c');
});

test('garbled Telnet costs nothing but itself', async (t) => {
  const { server, log } = await serve(t);
  const { send } = await dial(t, server);
  send(`fff1 fffafff0 fffa2cfff0 fffa2c01fff0 fffa2c${'05'.repeat(2000)}fff0 41`);
  await log.next('bytes 41');
});

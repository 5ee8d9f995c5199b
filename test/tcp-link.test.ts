import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { type TestContext, test } from 'node:test';
import { TcpLink } from '../nodes/esp8266-flash/link/tcp-link';
import { read, write } from './link-user';
import { freePort } from './node-red/free-port';

/** A link to a console, and the console's side of it. */
async function open(t: TestContext) {
  const server = createServer().listen(0, '127.0.0.1');
  t.after(() => server.close());
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const link = new TcpLink(`tcp://127.0.0.1:${port}`, { host: '127.0.0.1', port });
  t.after(() => link.close());
  const [[console]] = await Promise.all([once(server, 'connection'), link.open({ baudRate: 115_200 })]);
  t.after(() => (console as Socket).destroy());
  return { link, console: console as Socket };
}

test('bytes travel as they are, a 255 too', async (t) => {
  const { link, console } = await open(t);
  await write(link, Buffer.from('41ff42', 'hex'));
  assert.equal((await once(console, 'data'))[0].toString('hex'), '41ff42');
  console.write(Buffer.from('fffb01', 'hex'));
  assert.equal(await read(link), 'fffb01');
});

test('there are no lines and no baud rate, and asking for them changes nothing', async (t) => {
  const { link, console } = await open(t);
  assert.equal(link.hasControlLines, false);
  await link.setSignals({ dataTerminalReady: true, requestToSend: true });
  await link.setBaudRate(9600);
  await write(link, Buffer.from('A'));
  assert.equal((await once(console, 'data'))[0].toString(), 'A');
});

test('a console that hangs up is told', async (t) => {
  const { link, console } = await open(t);
  console.end();
  await assert.rejects(link.lost, { code: 'port-gone' });
  await assert.rejects(link.open({ baudRate: 115_200 }), { code: 'port-gone' });
});

test('nobody there: unreachable', async (t) => {
  const port = await freePort();
  const link = new TcpLink(`tcp://127.0.0.1:${port}`, { host: '127.0.0.1', port });
  t.after(() => link.close());
  await assert.rejects(link.open({ baudRate: 115_200 }), { code: 'unreachable' });
});

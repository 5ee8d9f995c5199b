import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { promisify } from 'node:util';
import type { FlashError } from '../nodes/esp8266-flash/flash-error';
import { portError } from '../nodes/esp8266-flash/link/port-error';
import { SerialLink } from '../nodes/esp8266-flash/link/serial-link';
import { AdapterBinding, type AdapterPort } from './adapter-binding';
import { read, write } from './link-user';
import { RecordedAdapter } from './recorded-adapter';

async function open(t: TestContext) {
  const adapter = new RecordedAdapter();
  const binding = new AdapterBinding(adapter);
  const link = new SerialLink('/dev/ttyUSB0', binding.newPort);
  t.after(() => link.close());
  await link.open({ baudRate: 115_200 });
  return { adapter, log: adapter.log, link, port: binding.port as AdapterPort };
}

test('a port is opened for nobody else, with DTR and RTS off', async (t) => {
  const { log, port } = await open(t);
  assert.deepEqual(log.names, ['baud 115200', 'signals 0 0']);
  assert.equal(port.openOptions.lock, true);
  assert.equal(port.openOptions.hupcl, false);
});

test('all 256 values of a byte travel both ways', async (t) => {
  const { link, adapter, log } = await open(t);
  const bytes = Buffer.from(Array.from({ length: 256 }, (_, value) => value));
  await write(link, bytes);
  await log.next(`bytes ${bytes.toString('hex')}`);
  adapter.say(bytes);
  assert.equal(await read(link), bytes.toString('hex'));
});

test('each change of the signals names both lines and keeps low latency', async (t) => {
  const { link, log, port } = await open(t);
  await link.setSignals({ requestToSend: true });
  await link.setSignals({ dataTerminalReady: true, requestToSend: false });
  await link.setSignals({ requestToSend: true });
  assert.deepEqual(log.names.slice(-3), ['signals 0 1', 'signals 1 0', 'signals 1 1']);
  assert.deepEqual(port.sets.at(-1), { dtr: true, rts: true, brk: false, cts: false, lowLatency: true });
});

test('the baud rate changes without the port being opened anew', async (t) => {
  const { link, log, port } = await open(t);
  await link.setBaudRate(460_800);
  assert.equal(log.names.at(-1), 'baud 460800');
  assert.equal(port.isOpen, true);
});

test('a reader that was cancelled makes way for the next', async (t) => {
  const { link, adapter } = await open(t);
  const reader = link.readable?.getReader();
  await reader?.cancel();
  reader?.releaseLock();
  adapter.say(Buffer.from('A'));
  assert.equal(await read(link), '41');
});

test('a writer that was closed makes way for the next', async (t) => {
  const { link, log } = await open(t);
  const writer = link.writable?.getWriter();
  await writer?.close();
  writer?.releaseLock();
  await write(link, Buffer.from('A'));
  await log.next('bytes 41');
});

test('a plug that is pulled is told at once, and the locked streams are gone', async (t) => {
  const { link, port } = await open(t);
  link.writable?.getWriter();
  const reading = link.readable?.getReader().read();
  port.unplug();
  await assert.rejects(link.lost, { code: 'port-gone' });
  await assert.rejects(reading ?? Promise.resolve(), { code: 'port-gone' });
  assert.deepEqual([link.readable, link.writable], [null, null]);
  await link.close();
});

test('a write that fails is a loss', async (t) => {
  const { link, adapter } = await open(t);
  adapter.write = () => Promise.reject(new Error('Error: Input/output error, cannot write'));
  await assert.rejects(write(link, Buffer.from('A')), { code: 'port-gone' });
  await assert.rejects(link.lost, { code: 'port-gone' });
});

test('a write that never ends keeps nobody from closing', async (t) => {
  const { link, adapter, port } = await open(t);
  adapter.write = () => new Promise(() => {});
  const writing = write(link, Buffer.from('A'));
  await Promise.all([assert.rejects(writing, { code: 'cancelled' }), link.close()]);
  assert.equal(port.isOpen, false);
});

test('a port that does not close is left to itself within a second', async (t) => {
  const { link, port } = await open(t);
  port.close = () => new Promise(() => {});
  const begin = performance.now();
  await link.close();
  assert.ok(performance.now() - begin < 1000);
});

test('a reader sees the end when the link is closed, and closing twice is closing once', async (t) => {
  const { link } = await open(t);
  const reading = link.readable?.getReader().read();
  await Promise.all([link.close(), link.close()]);
  assert.equal((await reading)?.done, true);
});

test('a closed port can be opened again', async (t) => {
  const { link, log } = await open(t);
  await link.close();
  await link.open({ baudRate: 74_880 });
  assert.deepEqual(log.names.slice(-2), ['baud 74880', 'signals 0 0']);
});

test('a port that is not there is told with what the system said', async () => {
  const link = new SerialLink('/dev/ttyNowhere');
  await assert.rejects(link.open({ baudRate: 115_200 }), (error: FlashError) => {
    assert.equal(error.code, 'port-not-found');
    assert.match(String(error.values.detail), /No such file or directory/);
    return true;
  });
});

for (const path of [__filename, __dirname]) {
  test(`${path === __dirname ? 'a folder' : 'a file'} is no serial port, and is called none`, async () => {
    const problem = `port must be a serial port, such as /dev/ttyUSB0; "${path}" is none`;
    await assert.rejects(new SerialLink(path).open({ baudRate: 115_200 }), {
      code: 'bad-request',
      values: { problem },
    });
  });
}

test('closing while it opens leaves no port open', async () => {
  const binding = new AdapterBinding(new RecordedAdapter());
  const link = new SerialLink('/dev/ttyUSB0', binding.newPort);
  const opening = link.open({ baudRate: 115_200 });
  await Promise.all([assert.rejects(opening, { code: 'cancelled' }), link.close()]);
  assert.equal(binding.port?.isOpen, false);
});

test('where the native part of serialport does not load, a port says so and a console in the network still opens', async () => {
  const program = `
    const { makeLink } = require(${JSON.stringify(join(__dirname, '../nodes/esp8266-flash/link/make-link'))});
    const { listPorts } = require(${JSON.stringify(join(__dirname, '../nodes/esp8266-flash/link/port-list'))});
    listPorts('win32').catch((error) => console.log('list', error.code));
    makeLink('/dev/ttyUSB0').open({ baudRate: 115200 }).catch((error) => console.log(error.code, error.values.detail));
    makeLink('tcp://127.0.0.1:1').open({ baudRate: 115200 }).catch((error) => console.log(error.code));`;
  const elsewhere = { ...process.env, npm_config_arch: 'unknown' }; // by this its loader chooses the native part
  const { stdout } = await promisify(execFile)(process.execPath, ['-e', program], { env: elsewhere });
  assert.match(stdout, /driver-missing No native build was found for platform=\w+ arch=unknown/);
  assert.match(stdout, /^list driver-missing$/m);
  assert.match(stdout, /^unreachable$/m);
});

for (const [said, code] of [
  ['Error: Permission denied, cannot open /dev/ttyUSB0', 'port-denied'],
  ['Error: Operation not permitted, cannot open /dev/ttyUSB0', 'port-denied'],
  ['Error Resource temporarily unavailable Cannot lock port', 'port-busy'],
  ['Error: Device or resource busy, cannot open /dev/ttyUSB0', 'port-busy'],
  ['Error: Resource busy, cannot open /dev/cu.usbserial-0001', 'port-busy'],
  ['Opening COM3: Access denied', 'port-busy'],
  ['Error: No such file or directory, cannot open /dev/ttyUSB0', 'port-not-found'],
  ['Error: No such device or address, cannot open /dev/ttyS9', 'port-not-found'],
  ['Opening COM3: File not found', 'port-not-found'],
  ['Opening COM3: Unknown error code 31', 'port-failed'],
  ['Error: Inappropriate ioctl for device setting custom baud rate of 115200', 'port-failed'],
] as const) {
  test(`"${said}" is ${code}`, () => {
    assert.equal(portError('port', new Error(said)).code, code);
  });
}

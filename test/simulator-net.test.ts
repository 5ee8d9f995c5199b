import assert from 'node:assert/strict';
import { once } from 'node:events';
import { test } from 'node:test';
import { THIS_MACHINE } from '../simulator/network/air';
import { soundLink } from '../simulator/network/link';
import { runOnChip } from './simulator-console';
import { closedPort, startServer } from './simulator-server';

/** Opens the access point and runs `connect(ip)` once a machine has its lease; every event of `s` is printed. */
const SCRIPT = `
  require("TelnetServer").setOptions({ mode: "off" });
  var Wifi = require("Wifi"), net = require("net");
  function watch(s) {
    s.on("error", function (e) { print("error", e.code, e.message) });
    s.on("end", function () { print("end") });
    s.on("close", function (hadError) { print("close", hadError) });
    return s;
  }
  // Nothing tells the chip of a lease, so it is asked for
  function look() {
    var station = Wifi.getAPDetails().stations[0];
    if (!station || station.ip === "0.0.0.0") return setTimeout(look, 1);
    connect(station.ip);
  }
  Wifi.startAP("chip", {}, function () { look() });
`;
const AT_ONCE = { ...THIS_MACHINE, joinsAfterMs: 0, leaseAfterMs: 0 };
const settings = (port: number) => ({ server: { port } });
const program = (connect: string) =>
  `${SCRIPT} function connect(ip) { ${connect} }`.replaceAll('PORT', 'SETTINGS.server.port');
const air = { visitors: [AT_ONCE] };

test('a refused connection is told later: error -9, end, close(true)', async (t) => {
  const port = await closedPort(t);
  const script = program('watch(net.connect({ host: ip, port: PORT })); print("called")');
  const chip = runOnChip(t, script, { air, settings: settings(port) });
  await chip.line(/^close/);
  const told = ['called', 'error -9 connection reset', 'end', 'close true'];
  const chipAgain = runOnChip(t, script, { air, settings: settings(port) });
  for (const line of told) assert.equal(await chipAgain.line(/./), line);
});

test('a phone that joined first has .2 and refuses', async (t) => {
  const phone = { mac: '02:00:00:00:00:02', joinsAfterMs: 0, leaseAfterMs: 0 };
  const chip = runOnChip(t, program('print(ip); watch(net.connect({ host: ip, port: 1 }))'), {
    air: { visitors: [phone, AT_ONCE] },
  });
  assert.equal(await chip.line(/./), '192.168.4.2');
  assert.equal(await chip.line(/./), 'error -9 connection reset');
});

test('an address where nobody is stays silent, and keeps its socket until it is given up', async (t) => {
  const port = await closedPort(t);
  const script = program(
    `var s = watch(net.connect({ host: "192.168.4.77", port: 1 }));
    net.connect({ host: ip, port: PORT }).on("close", function () { print("another is over"); s.end() })`,
  );
  const chip = runOnChip(t, script, { air, settings: settings(port) });
  assert.equal(await chip.line(/./), 'another is over');
  assert.equal(chip.device.openSockets, 1);
  assert.equal(await chip.line(/./), 'end');
  assert.equal(await chip.line(/./), 'close false');
  assert.equal(chip.device.openSockets, 0);
});

test('the eleventh socket throws; with telnet on, the tenth', async (t) => {
  const connectAll =
    'for (var i = 1; i < 12; i++) try { net.connect({ host: ip, port: 1 }) } catch (e) { print(i, e.toString()); break }';
  const silent = { visitors: [{ ...AT_ONCE, isSilent: true }] };
  const chip = runOnChip(t, program(connectAll), { air: silent });
  assert.equal(await chip.line(/./), '11 InternalError: Unable to create socket');
  const withTelnet = runOnChip(t, program(connectAll).replace('"off"', '"on"'), { air: silent });
  assert.equal(await withTelnet.line(/./), '10 InternalError: Unable to create socket');
});

test('connecting without a network throws', async (t) => {
  const chip = runOnChip(t, 'require("Wifi").stopAP(); require("net").connect({ host: "192.168.4.2", port: 1 })');
  assert.equal(await chip.line(/./), 'Uncaught InternalError: Unable to create socket');
});

test('bytes leave and arrive in pieces of at most 268, and are bytes', async (t) => {
  const sent: Buffer[] = [];
  const { port } = await startServer(t, (socket) => {
    socket.on('data', (bytes) => sent.push(bytes));
    socket.write(Buffer.alloc(600, 0xe9));
  });
  const script = program(
    `net.connect({ host: ip, port: PORT }, function (s) {
      s.on("drain", function () { print("drain") });
      s.on("data", function (d) { print(d.length, d.charCodeAt(0)) });
      print(s.write("\\xe9".repeat(300)));
    })`,
  );
  const chip = runOnChip(t, script, { air, settings: settings(port) });
  for (const line of ['false', '268 233', '268 233', '64 233']) assert.equal(await chip.line(/^[^d]/), line);
  chip.device.powerOff();
  assert.deepEqual(Buffer.concat(sent), Buffer.alloc(300, 0xe9));
});

test('write after end throws; end with nothing queued closes at once', async (t) => {
  const { port } = await startServer(t, () => {});
  const script = program(
    'net.connect({ host: ip, port: PORT }, function (s) { watch(s); s.write("1"); s.end(); try { s.write("2") } catch (e) { print(e.message) } })',
  );
  const chip = runOnChip(t, script, { air, settings: settings(port) });
  for (const line of ['This socket is closed', 'end', 'close false']) assert.equal(await chip.line(/./), line);
});

test('when the other side closes, its last bytes come before end and close', async (t) => {
  const { port } = await startServer(t, (socket) => void socket.end('bye'));
  const script = program('watch(net.connect({ host: ip, port: PORT })).on("data", function (d) { print(d) })');
  const chip = runOnChip(t, script, { air, settings: settings(port) });
  for (const line of ['bye', 'end', 'close false']) assert.equal(await chip.line(/./), line);
});

test('a reset is error -9', async (t) => {
  const { port } = await startServer(t, (socket) => void socket.resetAndDestroy());
  const chip = runOnChip(t, program('watch(net.connect({ host: ip, port: PORT }))'), { air, settings: settings(port) });
  assert.equal(await chip.line(/^error/), 'error -9 connection reset');
  assert.equal(await chip.line(/^close/), 'close true');
});

test('of what nobody listens to 512 bytes are kept, then the other side must wait', async (t) => {
  const { port } = await startServer(t, (socket) => void socket.write('x'.repeat(1000)));
  const script = program(
    `function whole(s, then) { var n = 0; s.on("data", function (d) { n += d.length; if (n === 1000) then() }) }
    net.connect({ host: ip, port: PORT }, function (s) {
      whole(net.connect({ host: ip, port: PORT }), function () {
        print(s.available()); whole(s, function () { print("all") })
      })
    })`,
  );
  const chip = runOnChip(t, script, { air, settings: settings(port) });
  assert.equal(await chip.line(/./), '268');
  await chip.line(/^all$/);
});

test('swallowed answers do not arrive, and nobody is told; that the other side closes is', async (t) => {
  const { port } = await startServer(t, (socket) => void socket.on('data', () => socket.end('{"ack":0}\r\n')));
  const script = program(
    'net.connect({ host: ip, port: PORT }, function (s) { watch(s); s.on("data", print); print("connected"); s.write("1") })',
  );
  const chip = runOnChip(t, script, { air, settings: settings(port) });
  chip.device.swallowAnswers(1000);
  for (const line of ['connected', 'end', 'close false']) assert.equal(await chip.line(/./), line);
});

test('split bytes travel one by one', async (t) => {
  const chunks: string[] = [];
  const { port, server } = await startServer(t, (socket) => {
    socket.on('data', (bytes) => chunks.push(String(bytes)));
    socket.on('end', () => server.emit('whole'));
  });
  const chip = runOnChip(
    t,
    program('net.connect({ host: ip, port: PORT }, function (s) { s.write("abcdef"); s.end() })'),
    { air, settings: settings(port) },
  );
  chip.device.link.splitsBytes = true;
  await once(server, 'whole');
  assert.equal(chunks.join(''), 'abcdef');
  assert.ok(chunks.length > 1, `${chunks.length} chunks`);
});

test('a power cut while a connection closes ends it, and nothing is left open', async (t) => {
  const { port, server } = await startServer(t, (socket) => void socket.resume());
  const connection = once(server, 'connection');
  const failures: string[] = [];
  const nothing = () => {};
  const failed = ({ message }: Error) => void failures.push(message);
  const sent = () => inTicks(5, () => chip.device.powerOff()); // the FIN that follows the last byte is on its way
  const link = soundLink({ connected: nothing, refused: nothing, received: nothing, sent, failed });
  const script = program('net.connect({ host: ip, port: PORT }, function (s) { s.write("1"); s.end() })');
  const chip = runOnChip(t, script, { air, settings: settings(port), link });
  const [socket] = await connection;
  await once(socket, 'close');
  assert.deepEqual(failures, []);
});

/** `act` runs before this turn of the event loop is over, after so many things that wait for their turn in it. */
function inTicks(count: number, act: () => void): void {
  if (count === 0) act();
  else process.nextTick(() => inTicks(count - 1, act));
}

test('a power cut resets the connection and frees every socket', async (t) => {
  const { port, server } = await startServer(t, () => {});
  const connection = once(server, 'connection');
  const script = program('net.connect({ host: ip, port: PORT }, function () { print("connected") })');
  const chip = runOnChip(t, script, { air, settings: settings(port) });
  const [[socket]] = await Promise.all([connection, chip.line(/^connected$/)]);
  chip.device.powerOff();
  const [error] = await once(socket, 'error');
  assert.equal(error.code, 'ECONNRESET');
  assert.equal(chip.device.openSockets, 0);
});

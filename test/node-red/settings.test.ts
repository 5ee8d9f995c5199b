import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { send } from './client';
import { freePort } from './free-port';
import { LiveFlow, type Properties, receiver } from './live-flow';

let flow: LiveFlow;
let portOfEnvironment: number;
before(async () => {
  portOfEnvironment = await freePort();
  flow = await LiveFlow.start({ CHIP_PORT: String(portOfEnvironment) });
});
after(() => flow.stop());

/** How a property names an environment variable in Node-RED. */
function environment(name: string): string {
  return `$\{${name}}`;
}

test('type and port alone are a valid node', async (t) => {
  const port = await freePort();
  await flow.deploy([{ id: 'bare', type: 'esp8266-tcp-in', z: 'flow', port: String(port) }]);
  assert.equal((await flow.status('listening')).fill, 'green');
  await send(t, port, '42\r\n');
  assert.equal((await flow.status('1 device')).fill, 'green');
});

test('a port in an environment variable is taken', async (t) => {
  await flow.deploy([receiver({ port: environment('CHIP_PORT') })]);
  assert.deepEqual((await flow.event('listening')).payload, { port: portOfEnvironment });
  await send(t, portOfEnvironment, '42\r\n');
  assert.deepEqual(await flow.readings.payloads(1), [42]);
});

test('in a subflow each instance listens on its own port', async (t) => {
  const ports = [await freePort(), await freePort()];
  const [inner, subflow] = [
    receiver({ id: 'inner', z: 'sub', port: environment('PORT'), wires: [[], []] }),
    'subflow:sub',
  ];
  const instances = ports.map((port) => ({
    id: `instance-${port}`,
    type: subflow,
    z: 'flow',
    env: [{ name: 'PORT', type: 'str', value: String(port) }],
    wires: [['readings'], ['events']],
  }));
  await flow.deploy([
    { id: 'sub', type: 'subflow', name: 'one port', in: [], out: outputsOf('inner'), env: [] },
    inner,
    ...instances,
  ]);
  for (const _ of ports) await flow.event('listening');
  for (const [index, port] of ports.entries()) await send(t, port, `${index}\r\n`);
  assert.deepEqual(await flow.readings.payloads(2), [0, 1]);
});

/** Both outputs of the node `id`, as those of its subflow. */
function outputsOf(id: string): object[] {
  return [0, 1].map((port) => ({ x: 0, y: 0, wires: [{ id, port }] }));
}

for (const [title, properties, message] of [
  ['an environment variable that nobody set', { port: environment('NO_SUCH_PORT') }, /port must .* set that$/],
  ['an empty port', { port: '' }, /port must be a whole number from 1 to 65535, got ""/],
  ['port 0', { port: '0' }, /port must be .*got "0"/],
  ['port 70000', { port: '70000' }, /port must be .*got "70000"/],
  ['port 1e3', { port: '1e3' }, /port must be .*got "1e3"/],
  ['an unknown payload', { port: '3000', payloadType: 'xml' }, /payloadType must be one of auto, .*got "xml"/],
  ['a timeout below 0', { port: '3000', idleTimeout: '-1' }, /idleTimeout must be a number from 0/],
  [
    'an address that is none',
    { port: '3000', allowedAddresses: '10.0.0.0/33' },
    /allowedAddresses must .*10\.0\.0\.0\/33/,
  ],
] as [string, Properties, RegExp][]) {
  test(`${title} is a bad setting, seen by Catch and in the status`, async () => {
    await flow.deploy([receiver(properties)]);
    const { error } = await flow.caught.next();
    assert.deepEqual([error?.code, error?.source.id], ['bad-setting', 'receiver']);
    assert.match(error?.message ?? '', message);
    assert.equal((await flow.status('bad setting')).fill, 'red');
    assert.deepEqual(flow.events.seen, []);
  });
}

test('a message into a node with a bad setting is an error that Catch sees', async () => {
  await flow.deploy([receiver({ port: '' })]);
  await flow.caught.next();
  await flow.act('start');
  assert.match((await flow.caught.next()).error?.message ?? '', /not running/);
});

test('an address that this machine has not is told with its code', async () => {
  await flow.deploy([receiver({ port: '3000', bindAddress: '192.0.2.1' })]);
  assert.equal((await flow.caught.next()).error?.code, 'no-such-address');
  assert.equal((await flow.status('192.0.2.1')).fill, 'red');
});

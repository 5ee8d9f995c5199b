import assert from 'node:assert/strict';
import { EventEmitter } from 'node:events';
import { type TestContext, test } from 'node:test';
import { FirstReadingWatch, type Patience } from '../nodes/esp8266-flash/first-reading';
import type { FlashRequest } from '../nodes/esp8266-flash/flash-request';
import { DEVICE_HEARD, type DeviceHeard, type Listener, WHO_LISTENS } from '../protocol/device-heard';
import { flashRequest } from './flash-request-sample';

const MAC = '5c:cf:7f:06:c0:db';
const HEARD: DeviceHeard = { id: 'esp8266-5ccf7f06c0db', ip: '192.168.4.1', serverPort: 3000, payload: 0, seq: 0 };
const SOON: Patience = { usualMs: 20, joinMs: 60, secondTryMs: 5, otherServerMs: 5, hintMs: 5, valueMs: 5 };
const LONG: Patience = {
  usualMs: 60_000,
  joinMs: 60_000,
  secondTryMs: 60_000,
  otherServerMs: 60_000,
  hintMs: 60_000,
  valueMs: 60_000,
};

const nobody = () => assert.fail('no person is needed');

interface Situation {
  request?: Partial<FlashRequest>;
  /** On which port a receiving node listens. */
  listensOn?: number;
  address?: string;
  isSimulated?: boolean;
  patience?: Patience;
}

function watch(t: TestContext, situation: Situation) {
  const { request, listensOn = 3000, address = '192.168.4.2', isSimulated = false, patience = LONG } = situation;
  const events = new EventEmitter();
  events.on(WHO_LISTENS, (answer: (listener: Listener) => void) => answer({ name: 'in', port: listensOn }));
  const surroundings = { events, addresses: () => [address] };
  const watch = new FirstReadingWatch(flashRequest(request), surroundings, isSimulated, patience);
  t.after(() => watch.close());
  return { watch, hear: (heard: DeviceHeard) => events.emit(DEVICE_HEARD, heard), events };
}

test('it is over when a receiving node has heard the chip, known by its MAC', async (t) => {
  const { watch: it, hear, events } = watch(t, {});
  it.started(MAC, nobody);
  hear({ ...HEARD, id: 'esp8266-000000000000' });
  hear(HEARD);
  assert.deepEqual(await it.over, { heard: HEARD });
  assert.equal(events.listenerCount(DEVICE_HEARD), 0);
});

test('what was heard before the program started is of the program before', async (t) => {
  const { watch: it, hear } = watch(t, { patience: SOON });
  hear(HEARD);
  it.started(MAC, nobody);
  assert.deepEqual(await it.over, { advice: 'not-heard' });
});

test('a device that was given a name is known by it', async (t) => {
  const { watch: it, hear } = watch(t, { request: { settings: { id: 'cellar' } } });
  it.started(MAC, nobody);
  hear({ ...HEARD, id: 'cellar' });
  assert.equal((await it.over).heard?.id, 'cellar');
});

test('of plain lines the first of a chip that was not heard while this one was written counts', async (t) => {
  const { watch: it, hear } = watch(t, { request: { settings: { wire: 'plain', server: { port: 3000 } } } });
  const plain = { ...HEARD, id: '192.168.4.9', ip: '192.168.4.9' };
  it.enter('write');
  hear(plain);
  it.enter('start');
  it.started(MAC, nobody);
  hear(plain);
  hear({ ...plain, id: '192.168.4.1', ip: '192.168.4.1' });
  assert.equal((await it.over).heard?.ip, '192.168.4.1');
});

test('it ends at once where nobody can hear', async (t) => {
  const script = { kind: 'script', code: '1' } as const;
  const table: [Situation, string][] = [
    [{ listensOn: 3001 }, 'no-listener'],
    [{ request: { program: script } }, 'own-script'],
  ];
  for (const [situation, advice] of table) {
    const { watch: it } = watch(t, situation);
    it.started(MAC, nobody);
    assert.deepEqual(await it.over, { advice });
  }
});

test('a machine outside of the chip network must join it, but for a simulated board', (t) => {
  const outside = { address: '10.0.0.7' };
  const station = { wifi: { mode: 'station', ssid: 'home' } } as const;
  assert.equal(watch(t, outside).watch.mustJoin, true);
  assert.equal(watch(t, { address: '192.168.4.7' }).watch.mustJoin, false);
  assert.equal(watch(t, { ...outside, request: { settings: station } }).watch.mustJoin, false);
  assert.equal(watch(t, { ...outside, isSimulated: true }).watch.mustJoin, false);
});

test('a chip that names one fault after the other is not waited for any longer', async (t) => {
  const { watch: it } = watch(t, { patience: { ...LONG, secondTryMs: 30 } });
  it.started(MAC, nobody);
  const faults = setInterval(
    () => ['bad_password', 'no_ap_found'].map((fault) => it.console(`fault wifi ${fault}`)),
    5,
  );
  t.after(() => clearInterval(faults));
  assert.deepEqual(await it.over, { advice: 'wifi-not-found' });
});

test('what the program says of its Wi-Fi is the advice when it is not heard', async (t) => {
  const table = [
    ['fault wifi bad_password', 'wifi-bad-password'],
    ['fault wifi no_ap_found', 'wifi-not-found'],
  ] as const;
  for (const [line, advice] of table) {
    const { watch: it } = watch(t, { patience: { ...LONG, secondTryMs: 5 } });
    it.started(MAC, nobody);
    it.console('wifi lost');
    it.console(line);
    assert.deepEqual(await it.over, { advice });
  }
});

test('what the program says of a server that refuses it is the advice, unless another server takes it', async (t) => {
  const table = [
    ['refused not-signed', 'key-missing'],
    ['not signed {"error":"not-signed"}', 'wrong-key'],
    ['refused replayed', 'replayed'],
    ['not signed {"error":"replayed"}', 'replayed'],
  ] as const;
  for (const [line, advice] of table) {
    const { watch: refused } = watch(t, { address: '10.0.0.7', patience: { ...LONG, otherServerMs: 5 } });
    refused.started(MAC, nobody);
    refused.console(line);
    assert.deepEqual(await refused.over, { advice });
    const { watch: taken, hear } = watch(t, {});
    taken.started(MAC, nobody);
    taken.console(line);
    hear(HEARD);
    assert.deepEqual(await taken.over, { heard: HEARD });
  }
});

test('a chip whose signed reports are taken for plain lines is known by what they say', async (t) => {
  const { watch: it, hear } = watch(t, { request: { settings: { key: 'the key of this year' } } });
  it.started(MAC, nobody);
  const line = (id: string) => `{"id":"${id}","boot":7,"seq":0,"age":0,"every":0,"readings":[0]} ${'0'.repeat(40)}`;
  hear({ ...HEARD, id: '192.168.4.1', payload: line('esp8266-000000000000') });
  hear({ ...HEARD, id: '192.168.4.1', payload: line(HEARD.id) });
  assert.deepEqual(await it.over, { advice: 'key-only-on-chip' });
});

const FAILING = { request: { settings: { reading: 'nosuch.thing()' } } };
const NOSUCH = 'ReferenceError: nosuch is not defined';

test('a reading that fails on the chip is told with the words of the chip, whichever comes first', async (t) => {
  for (const isToldFirst of [true, false]) {
    const { watch: it, hear } = watch(t, { ...FAILING, patience: { ...LONG, valueMs: 5 } });
    it.started(MAC, nobody);
    if (isToldFirst) it.console(`fault ${NOSUCH}`);
    hear({ ...HEARD, payload: null });
    if (!isToldFirst) it.console(`fault ${NOSUCH}`);
    it.console('fault memory');
    assert.deepEqual(await it.over, { heard: { ...HEARD, payload: null }, advice: 'reading-fails', fault: NOSUCH });
  }
});

test('a reading that is null only at first has not failed', async (t) => {
  const { watch: it, hear } = watch(t, FAILING);
  it.started(MAC, nobody);
  hear({ ...HEARD, payload: null });
  hear({ ...HEARD, payload: 7, seq: 1 });
  assert.deepEqual(await it.over, { heard: { ...HEARD, payload: 7, seq: 1 } });
});

test('a person is asked to join the network of a chip only when it is not heard without', async (t) => {
  const outside = { address: '10.0.0.7' };
  const { watch: heard, hear } = watch(t, outside);
  heard.started(MAC, nobody);
  hear(HEARD);
  await heard.over;
  const { watch: unheard } = watch(t, { ...outside, patience: { ...LONG, hintMs: 5 } });
  await new Promise<void>((asked) => unheard.started(MAC, asked));
});

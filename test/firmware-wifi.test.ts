import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ChipSettings } from '../protocol/chip-settings';
import type { Air } from '../simulator/network/air';
import { soundLink } from '../simulator/network/link';
import { countTo, distinct, FIRMWARE, has, JOINED, startChip } from './firmware-chip';
import { FirmwareServer } from './firmware-server';
import { runOnChip } from './simulator-console';

const PHONE = { mac: '02:00:00:00:00:02', joinsAfterMs: 0, leaseAfterMs: 0 };
const HOME: Air = {
  visitors: [],
  networks: [{ ssid: 'home', password: 'pw', joinsAfterMs: 0, machines: { '192.168.1.1': '127.0.0.1' } }],
};
const AT_HOME: ChipSettings = { wifi: { mode: 'station', ssid: 'home', password: 'pw' } };

/** The firmware opens its network by a timer of its own, due long before this one. */
const PRINT_ACCESS_POINT =
  'setTimeout(function(){var d=require("Wifi").getAPDetails();print("ap "+[d.ssid,d.authMode,d.hidden,d.password])},50)';

/** What is set, and the access point that comes of it. */
const ACCESS_POINTS: [fact: string, wifi: ChipSettings['wifi'], accessPoint: string][] = [
  ['nothing set: the open network of the article', {}, 'ap EngrEDU IoT,open,false,'],
  ['a password: WPA2', { ssid: 'mine', password: 'long enough' }, 'ap mine,wpa2,false,long enough'],
  [
    'digits as a number are a password',
    { password: 12345678 as unknown as string },
    'ap EngrEDU IoT,wpa2,false,12345678',
  ],
  ['hidden', { hidden: true }, 'ap EngrEDU IoT,open,true,'],
];

for (const [fact, wifi, accessPoint] of ACCESS_POINTS) {
  test(`the access point: ${fact}`, async (t) => {
    const server = await new FirmwareServer(t).listen();
    const chip = startChip(t, server, { wifi: wifi ?? {} }, {}, PRINT_ACCESS_POINT);
    assert.equal(await chip.line(/^ap /), accessPoint);
  });
}

test('a password that is too short opens no network', async (t) => {
  const server = await new FirmwareServer(t).listen();
  const chip = startChip(t, server, { wifi: { ssid: 'mine', password: 'short' } }, {}, PRINT_ACCESS_POINT);
  assert.match(await chip.line(/^fault wifi/), /at least 8 characters/);
  assert.doesNotMatch(await chip.line(/^ap /), /mine/);
});

test('a Wi-Fi that was saved does not override the settings', async (t) => {
  const server = await new FirmwareServer(t).listen();
  const saved = 'require("Wifi").startAP("saved",{});require("Wifi").save();';
  const chip = runOnChip(t, saved + FIRMWARE + PRINT_ACCESS_POINT, { settings: { server: { port: server.port } } });
  assert.equal(await chip.line(/^ap /), 'ap EngrEDU IoT,open,false,');
});

test('as a station the chip sends to the gateway, or to a host by its name', async (t) => {
  for (const settings of [AT_HOME, { ...AT_HOME, server: { host: 'localhost' } }]) {
    const server = await new FirmwareServer(t).listen();
    startChip(t, server, settings, { air: HOME });
    await server.until(has(5));
    assert.deepEqual(server.numbers.slice(0, 5), countTo(5));
  }
});

test('a station that lost its network joins again and sends what waited', async (t) => {
  const server = await new FirmwareServer(t).listen();
  const chip = startChip(t, server, AT_HOME, { air: HOME });
  await server.until(has(5));
  chip.device.wifiLoss(300);
  await chip.line(/^wifi lost$/);
  await chip.line(/^wifi up$/);
  await server.until(() => distinct(server).length >= 40);
  assert.deepEqual(distinct(server).slice(0, 40), countTo(40));
});

test('auto asks all who joined, and goes first to the one that answered', async (t) => {
  const server = await new FirmwareServer(t).listen();
  let refused = 0;
  const link = soundLink({ ...soundLink().traffic, refused: () => refused++ });
  const chip = startChip(t, server, {}, { air: { visitors: [PHONE, ...(JOINED.visitors ?? [])] }, link });
  await chip.line(new RegExp(`^server 192.168.4.3:${server.port}$`));
  await server.until(has(10));
  assert.deepEqual(server.numbers.slice(0, 10), countTo(10));
  assert.ok(refused <= 1, `${refused} refused`);
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { THIS_MACHINE } from '../simulator/network/air';
import { runOnChip } from './simulator-console';

/**
 * When a chip's timer shows what has become of things by then. Timers come in the order in which they are due, however
 * slow the machine is, so that no more is needed than a time after all others.
 */
const AFTER_ALL_MS = 10;

const THROWS: [options: string, message: string][] = [
  ['{ password: "short" }', 'Password must be string of at least 8 characters'],
  ['{ authMode: "wep" }', 'Unknown authMode value'],
  ['{ authMode: "wpa2" }', 'Password not set but authMode not open'],
  ['{ authMode: "open", password: "long enough" }', 'Auth mode set to open but password supplied'],
];

for (const [options, message] of THROWS) {
  test(`startAP with ${options} throws`, async (t) => {
    const chip = runOnChip(t, `require("Wifi").startAP("chip", ${options})`);
    assert.equal(await chip.line(/./), `Uncaught Error: ${message}`);
  });
}

const ACCESS_POINTS: [fact: string, options: string, details: string][] = [
  ['a password alone means wpa2', '{ password: "long enough" }', 'wpa2 false long enough'],
  ['a number as password leaves the network open', '{ password: 12345678 }', 'open false '],
  ['hidden: true is passed over, hidden: 1 is not', '{ hidden: true }', 'open false '],
  ['hidden: 1 hides', '{ hidden: 1 }', 'open true '],
];

for (const [fact, options, details] of ACCESS_POINTS) {
  test(fact, async (t) => {
    const script = `var w = require("Wifi"); w.startAP("chip", ${options}); var d = w.getAPDetails(); print(d.authMode, d.hidden, d.password)`;
    assert.equal(await runOnChip(t, script).line(/./), details);
  });
}

test('a new chip is an open access point of its own', async (t) => {
  const chip = runOnChip(
    t,
    'var w = require("Wifi"); print(w.getStatus().mode, w.getAPDetails().ssid, w.getAPIP().ip)',
  );
  assert.equal(await chip.line(/./), 'ap ESP_000001 192.168.4.1');
});

test('a machine joins without an address, then has its lease, the first .2', async (t) => {
  const script =
    'var w = require("Wifi"); w.on("sta_joined", function (s) { print(s.mac, list()) }); w.startAP("chip", {}); setInterval(function () { print(list()) }, 5);' +
    'var list = function () { return w.getAPDetails().stations.map(function (s) { return s.ip }).join() }';
  const phone = { mac: '02:00:00:00:00:02', joinsAfterMs: 40, leaseAfterMs: 0 };
  const chip = runOnChip(t, script, {
    air: { visitors: [{ ...THIS_MACHINE, joinsAfterMs: 10, leaseAfterMs: 10 }, phone] },
  });
  assert.equal(await chip.line(/:/), '02:00:00:00:00:01 0.0.0.0');
  await chip.line(/^192\.168\.4\.2$/);
  await chip.line(/^192\.168\.4\.2,192\.168\.4\.3$/);
});

test('four machines may join, the fifth not', async (t) => {
  const visitors = [1, 2, 3, 4, 5].map((n) => ({ mac: `02:00:00:00:00:0${n}`, joinsAfterMs: n, leaseAfterMs: 0 }));
  const script =
    'var w = require("Wifi"); w.startAP("chip", {});' +
    `setTimeout(function () { print(w.getAPDetails().stations.length) }, ${AFTER_ALL_MS})`;
  assert.equal(await runOnChip(t, script, { air: { visitors } }).line(/./), '4');
});

const HOME = { ssid: 'home', password: 'secret', joinsAfterMs: 1 };
const JOINING = (password: string) =>
  `var w = require("Wifi"); w.stopAP(); w.on("connected", function (d) { print("connected", d.ip, d.mask) });
   w.on("disconnected", function (d) { print("disconnected", d.reason) });
   w.connect("home", { password: "${password}" }, function (e) { print("joined", e, w.getStatus().station) });
   print(w.getStatus().station)`;

test('a station joins, gets its address, and the callback null', async (t) => {
  const chip = runOnChip(t, JOINING('secret'), { air: { networks: [HOME] } });
  assert.equal(await chip.line(/./), 'connecting');
  assert.equal(await chip.line(/./), 'joined null connected');
  assert.equal(await chip.line(/./), 'connected 192.168.1.50 255.255.255.0');
});

test('a wrong password is told once to the callback, and each time as an event', async (t) => {
  const chip = runOnChip(t, JOINING('wrong'), { air: { networks: [HOME] } });
  assert.equal(await chip.line(/joined/), 'joined bad_password bad_password');
  assert.equal(await chip.line(/./), 'disconnected 4way_handshake_timeout');
});

test('a network that is not there is "no_ap_found", in the event "beacon_timeout"', async (t) => {
  const chip = runOnChip(t, JOINING('secret'));
  assert.equal(await chip.line(/joined/), 'joined no_ap_found no_ap_found');
  assert.equal(await chip.line(/./), 'disconnected beacon_timeout');
});

test('joining a mute network neither works nor fails', async (t) => {
  const script = `${JOINING('secret')}; setTimeout(print, ${AFTER_ALL_MS}, "after all")`;
  const chip = runOnChip(t, script, { air: { networks: [{ ...HOME, isMute: true }] } });
  assert.equal(await chip.line(/./), 'connecting');
  assert.equal(await chip.line(/./), 'after all');
});

test('a station that loses its network joins again by itself', async (t) => {
  const chip = runOnChip(t, JOINING('secret'), { air: { networks: [HOME] } });
  await chip.line(/^connected/);
  chip.device.wifiLoss(10);
  assert.equal(await chip.line(/./), 'disconnected beacon_timeout');
  assert.equal(await chip.line(/./), 'connected 192.168.1.50 255.255.255.0');
});

test('who joined leaves when the Wi-Fi is lost, and comes back to the same lease', async (t) => {
  const script =
    'var w = require("Wifi"); function look() { print(w.getAPDetails().stations[0].ip) }' +
    `w.on("sta_joined", function () { setTimeout(look, ${AFTER_ALL_MS}) });` +
    'w.on("sta_left", function (s) { print("left", s.mac) }); w.startAP("chip", {})';
  const chip = runOnChip(t, script, { air: { visitors: [{ ...THIS_MACHINE, joinsAfterMs: 1, leaseAfterMs: 1 }] } });
  await chip.line(/^192\.168\.4\.2$/);
  chip.device.wifiLoss(10);
  await chip.line(/^left 02:00:00:00:00:01$/);
  await chip.line(/^192\.168\.4\.2$/);
});

test('what Wifi.save kept wins over what the boot code sets, unless that waits', async (t) => {
  const script =
    'var w = require("Wifi"); if (!require("Storage").read(".wificfg")) { w.startAP("saved", {}); w.save() }' +
    `w.startAP("boot code", {}); setTimeout(function () { print(w.getAPDetails().ssid) }, ${AFTER_ALL_MS})`;
  const chip = runOnChip(t, script);
  await chip.line(/./);
  chip.device.powerCycle();
  assert.equal(await chip.line(/./), 'saved');
});

test('setAPIP without a callback throws', async (t) => {
  const chip = runOnChip(t, 'require("Wifi").setAPIP({ ip: "10.0.0.1", gw: "10.0.0.1", netmask: "255.255.255.0" })');
  assert.equal(await chip.line(/./), 'Uncaught Error: Callback is not a function');
});

test('in both modes at once a far connect kills the chip while the station looks for its network', async (t) => {
  const script =
    'print("boot"); var w = require("Wifi"); w.startAP("chip", {}); w.connect("none", {}); require("net").connect({ host: "10.0.0.1", port: 1 })';
  const chip = runOnChip(t, script);
  await chip.line(/^Fatal exception/);
  await chip.line(/^boot$/);
});

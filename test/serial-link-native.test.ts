import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { SerialLink } from '../nodes/esp8266-flash/link/serial-link';
import { reads, write } from './link-user';
import { noPseudoTerminal, PseudoTerminal } from './pseudo-terminal';

const ALL_BYTES = Buffer.from(Array.from({ length: 256 }, (_, value) => value));

async function open(t: TestContext) {
  const terminal = await PseudoTerminal.open(t);
  const link = new SerialLink(terminal.path);
  t.after(() => link.close());
  await link.open({ baudRate: 115_200 });
  return { terminal, link };
}

test("the system's own driver carries all 256 values of a byte", { skip: noPseudoTerminal }, async (t) => {
  const { terminal, link } = await open(t);
  await write(link, ALL_BYTES);
  await terminal.hears(ALL_BYTES);
  terminal.say(ALL_BYTES);
  await reads(link, ALL_BYTES);
  await link.setBaudRate(460_800);
});

test('a second one who opens the same port hears that it is busy', { skip: noPseudoTerminal }, async (t) => {
  const { terminal } = await open(t);
  const second = new SerialLink(terminal.path);
  await assert.rejects(second.open({ baudRate: 115_200 }), { code: 'port-busy' });
});

test('a port that goes away is told at once', { skip: noPseudoTerminal }, async (t) => {
  const { terminal, link } = await open(t);
  terminal.unplug();
  await assert.rejects(link.lost, { code: 'port-gone' });
  assert.equal(link.readable, null);
});

test('a terminal without control lines refuses to set them, and stays open', { skip: noPseudoTerminal }, async (t) => {
  const { link, terminal } = await open(t);
  await assert.rejects(link.setSignals({ requestToSend: true }), { code: 'port-failed' });
  await write(link, Buffer.from('A'));
  await terminal.hears(Buffer.from('A'));
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatAnswer } from '../protocol/report';
import { formatSignedAnswer, sign, signingKey } from '../protocol/signature';
import { countTo, distinct, has, startChip } from './firmware-chip';
import { type Answerer, acknowledge, acknowledgeSigned, FirmwareServer } from './firmware-server';

const SECRET = 'Schlüssel "für" beide';
const KEY = signingKey(SECRET);
/** A beat that a busy machine keeps: readings out of step would fill the queue in the two seconds of a rest. */
const SETTINGS = { key: SECRET, flashedAt: 1795361662, intervalMs: 200 };

test('a chip with a key signs its reports, and takes answers that are signed', async (t) => {
  const server = await new FirmwareServer(t, acknowledgeSigned(KEY), KEY).listen();
  startChip(t, server, SETTINGS);
  await server.until(has(10));
  assert.deepEqual(server.readings.slice(0, 10), countTo(10));
  assert.match(server.packets[0]?.text ?? '', /^{"id":"esp8266-5ccf7f000001",.*"readings":\[0\]} [0-9a-f]{40}$/);
});

test('a signed packet has at most 512 bytes, however full', async (t) => {
  const server = await new FirmwareServer(t, () => undefined, KEY).listen();
  const chip = startChip(t, server, { ...SETTINGS, reading: `"${'x'.repeat(105)}"` });
  await chip.line(/^lost/);
  server.answer = acknowledgeSigned(KEY);
  await server.until(has(10));
  assert.ok(server.packets.some(({ bytes }) => bytes > 440));
  assert.ok(server.packets.every(({ bytes, report }) => report && bytes <= 512));
});

/** Answers that somebody else may send, or send again. */
const FORGED: [string, Answerer][] = [
  ['an answer without a signature', acknowledge],
  ['an answer by another key', acknowledgeSigned(signingKey('the key of somebody else'))],
  ['an answer to another chip', (report) => acknowledgeSigned(KEY)({ ...report, id: 'another' })],
  ['an answer to an earlier boot', (report) => acknowledgeSigned(KEY)({ ...report, boot: report.boot - 1 })],
  ['its own report', (report) => `${sign(JSON.stringify(report), KEY)}\r\n`],
  ['an answer changed on its way', (report) => acknowledgeSigned(KEY)(report)?.replace('"ack":0', '"ack":9')],
];
for (const [what, answer] of FORGED) {
  test(`a chip with a key does not take ${what}`, async (t) => {
    const server = await new FirmwareServer(t, answer, KEY).listen();
    const chip = startChip(t, server, SETTINGS);
    await chip.line(/^no server, again in 2 s$/);
    assert.ok(!chip.lines.some((line) => line.startsWith('ack')));
    server.answer = acknowledgeSigned(KEY);
    await server.until(has(10));
    assert.deepEqual(distinct(server).slice(0, 5), countTo(5));
  });
}

test('a refusal without a signature does not make a chip with a key drop readings', async (t) => {
  const server = await new FirmwareServer(t, () => formatAnswer({ error: 'bad-report' }), KEY).listen();
  const chip = startChip(t, server, { ...SETTINGS, intervalMs: 1000 });
  await server.until(({ length }) => length === 3);
  await chip.line(/^not signed {"error":"bad-report"}$/);
  server.answer = acknowledgeSigned(KEY);
  await server.until(({ length }) => length === 4);
  assert.deepEqual([server.packets[3]?.report?.seq, server.packets[3]?.report?.lost], [0, 0]);
});

test('a signed refusal of what a packet holds drops it at the third time', async (t) => {
  const refuse: Answerer = (report) => formatSignedAnswer({ error: 'bad-reading' }, report, KEY);
  const server = await new FirmwareServer(t, refuse, KEY).listen();
  const chip = startChip(t, server, SETTINGS);
  await chip.line(/^lost [1-9]/);
});

for (const key of ['too short', 'x'.repeat(65)]) {
  test(`a key of ${key.length} bytes is told on the console, and nothing is sent that would pass as signed`, async (t) => {
    const server = await new FirmwareServer(t, acknowledge, KEY).listen();
    const chip = startChip(t, server, { key });
    await chip.line(/^fault setting key$/);
    await server.until(({ length }) => length > 0);
    assert.deepEqual(server.readings, []);
  });
}

import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { formatAnswer } from '../protocol/report';
import { countTo, distinct, has, startChip } from './firmware-chip';
import { acknowledge, FirmwareServer } from './firmware-server';

/** Its half, by which a beat may be late and still fit into its packet, is more than a busy machine delays one. */
const INTERVAL_MS = 80;

// Each of these waits for the chip's patience or its rest: they wait together.
suite('a server in trouble', { concurrency: true }, () => {
  for (const connection of ['per-packet', 'keep-open'] as const) {
    test(`${connection}: a server that was away gets everything, packed and with the times`, async (t) => {
      const server = await new FirmwareServer(t).listen();
      const chip = startChip(t, server, { connection, intervalMs: INTERVAL_MS });
      await server.until(has(5));
      await server.close();
      await chip.line(/^no server, again in 2 s$/);
      await server.listen();
      await server.until(() => distinct(server).length >= 40);
      assert.deepEqual(distinct(server).slice(0, 40), countTo(40));
      const packed = server.packets.find(({ report }) => (report?.readings.length ?? 0) > 15);
      assert.equal(packed?.report?.every, INTERVAL_MS);
      assert.ok((packed?.report?.age ?? 0) >= INTERVAL_MS * ((packed?.report?.readings.length ?? 0) - 2));
      assert.ok(server.packets.every(({ bytes }) => bytes <= 512));
    });
  }

  test('a full queue says in the report what was lost', async (t) => {
    const server = await new FirmwareServer(t).listen();
    await server.close();
    const chip = startChip(t, server, { intervalMs: 10, reading: '"x".repeat(200)' });
    await chip.line(/^lost 20$/);
    await server.listen();
    const [first] = await server.until(has(1));
    assert.ok((first?.report?.lost ?? 0) >= 20);
    assert.equal(first?.report?.seq, first?.report?.lost);
  });

  test('a packet refused three times for what it holds is dropped and counted', async (t) => {
    const server = await new FirmwareServer(t).listen();
    let refusals = 0;
    server.answer = (report) => {
      if (report.seq > 0) return acknowledge(report);
      refusals++;
      return formatAnswer({ error: 'bad-reading' });
    };
    startChip(t, server, { intervalMs: 100 });
    const packets = await server.until((all) => all.some(({ report }) => (report?.seq ?? 0) > 0));
    assert.equal(refusals, 3);
    assert.equal(packets.at(-1)?.report?.lost, packets.at(-1)?.report?.seq);
  });

  /** Answers that make nothing safe: the readings stay, and the chip rests before it tries again. */
  const UNUSABLE: [name: string, answer: string][] = [
    ['an ack of nothing', '{"ack":-1}\r\n'],
    ['an ack that is no number', '{"ack":true}\r\n'],
    ['no JSON', 'hello\r\n'],
    ['null', 'null\r\n'],
    ['nested arrays', `${'['.repeat(150)}\r\n`],
    ['a line without end', 'x'.repeat(5000)],
    ['a refusal of the chip', '{"error":"not-signed"}\r\n'],
  ];

  for (const [name, answer] of UNUSABLE) {
    test(`${name} as answer: nothing is forgotten, nothing is hurried`, async (t) => {
      const server = await new FirmwareServer(t, () => answer).listen();
      const chip = startChip(t, server, { intervalMs: INTERVAL_MS });
      await server.until(has(1));
      for (const socket of server.sockets) if (answer.length > 4000) socket.end();
      await chip.line(/^no server, again in 2 s$/);
      assert.equal(server.connections, 1);
      server.answer = acknowledge;
      await server.until(() => distinct(server).length >= 20);
      assert.deepEqual(distinct(server).slice(0, 20), countTo(20));
    });
  }

  test('a server that never answers is given five seconds, then two of rest', async (t) => {
    const server = await new FirmwareServer(t, () => undefined).listen();
    startChip(t, server, { intervalMs: 100 });
    await server.until(({ length }) => length >= 1);
    const startedAt = performance.now();
    const [first, second] = await server.until(({ length }) => length >= 2);
    const waitedMs = performance.now() - startedAt;
    assert.ok(waitedMs > 6900 && waitedMs < 10_000, `${waitedMs} ms`); // a busy machine may be late, never early
    assert.deepEqual([first?.report?.seq, second?.report?.seq], [0, 0]);
  });

  /** What the simulated phone and the wire of the article have in common: lines, never answered. */
  for (const connection of ['per-packet', 'keep-open'] as const) {
    test(`plain, ${connection}: a failed connect does not count`, async (t) => {
      const server = await new FirmwareServer(t).listen();
      await server.close();
      const chip = startChip(t, server, { wire: 'plain', connection });
      await chip.line(/^no server, again in 2 s$/);
      await server.listen();
      await server.until(({ length }) => length === 10);
      assert.deepEqual(
        server.packets.slice(0, 10).map(({ text }) => text),
        ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9'],
      );
    });
  }
});

import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { EspruinoConsole } from '../nodes/esp8266-flash/chip/espruino-console';
import { anyBytes, storedProgram } from './console-user';
import { withEspruino } from './espruino-interpreter';
import { telnetLink } from './espruino-telnet';

async function openConsole(t: TestContext): Promise<EspruinoConsole> {
  const link = await telnetLink(t);
  const reporter = { progress() {}, log: (line: string) => t.diagnostic(line) };
  const opened = await EspruinoConsole.open(link, { reporter, signal: t.signal, patienceMs: 5000 });
  t.after(() => opened.release());
  return opened;
}

test('Espruino tells its version', withEspruino, async (t) => {
  const opened = await openConsole(t);
  assert.match(opened.env.version, /^2v\d+/);
  assert.equal(await opened.evaluate('6*7'), 42);
});

const WAYS: [name: string, code: string][] = [
  ['acknowledged packet by packet', anyBytes().replaceAll('\x03', ' ')],
  ['in lines, as with Ctrl-C among them', anyBytes()],
];

for (const [name, code] of WAYS) {
  test(`Espruino stores every byte as it was sent, ${name}`, withEspruino, async (t) => {
    const opened = await openConsole(t);
    const told: number[] = [];
    const startedAt = performance.now();
    await opened.upload(code, (bytes) => told.push(bytes));
    t.diagnostic(`${Math.round(performance.now() - startedAt)} ms`);
    assert.equal(told.at(-1), code.length);
    assert.equal(await storedProgram(opened), code);
  });
}

test('Espruino runs the stored program when started', withEspruino, async (t) => {
  const opened = await openConsole(t);
  const lines: string[] = [];
  opened.onLine((line) => lines.push(line));
  await opened.upload('print("up");setInterval(function(){print("on")},50);', () => {});
  await opened.start();
  assert.ok(lines.includes('up'), lines.join('|'));
});

test("Espruino's exception at the start is told", withEspruino, async (t) => {
  const opened = await openConsole(t);
  await opened.upload('print("up");absent();', () => {});
  await assert.rejects(opened.start(), {
    code: 'program-bad',
    values: { detail: 'ReferenceError: "absent" is not defined' },
  });
});

test('Espruino takes a new program while the old one floods the console', withEspruino, async (t) => {
  const opened = await openConsole(t);
  await opened.upload('setInterval(function(){print("0123456789".repeat(50))},1);', () => {});
  await opened.start();
  await opened.upload('print("quiet");', () => {});
  await opened.start();
  assert.equal(await storedProgram(opened), 'print("quiet");');
});

test('Espruino runs nothing else that was stored to run at power-up', withEspruino, async (t) => {
  const opened = await openConsole(t);
  await opened.evaluate('require("Storage").write(".bootrst","print(1)")');
  await opened.upload('print("ours");', () => {});
  assert.deepEqual(await opened.evaluate('require("Storage").list()'), ['.bootcde']);
});

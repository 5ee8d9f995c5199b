import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { EspruinoConsole } from '../nodes/esp8266-flash/chip/espruino-console';
import { anyBytes, openConsole, plugInEspruino, storedProgram } from './console-user';
import { failure, plugIn, someone } from './loader-user';

const OLD = { version: '2v17', build: '512kb' } as const;
const NOTHING = () => {};

test('the console tells its version, its build and the room for files', async (t) => {
  const { console } = await openConsole(t);
  assert.deepEqual(console.env, { version: '2v29', board: 'ESP8266_4MB', storageBytes: 196_608 });
  const old = await openConsole(t, { release: OLD });
  assert.deepEqual(old.console.env, { version: '2v17', board: 'ESP8266_BOARD', storageBytes: 16_384 });
});

test('the value of an expression is told, and its exception', async (t) => {
  const { console } = await openConsole(t);
  assert.deepEqual(await console.evaluate('{a:[1,"two",false]}'), { a: [1, 'two', false] });
  await assert.rejects(console.evaluate('absent'), /ReferenceError/);
});

const WAYS = [
  ['in packets', { chip: {} }, anyBytes().replaceAll('\x03', ' ')],
  ['in lines for Ctrl-C among them', { chip: {} }, anyBytes()],
  ['in lines for an Espruino that knows no packets', { release: OLD }, anyBytes()],
] as const;

for (const [way, chip, code] of WAYS) {
  test(`every byte is stored as it was sent, ${way}`, async (t) => {
    const { console } = await openConsole(t, chip);
    const told: number[] = [];
    await console.upload(code, (bytes) => told.push(bytes));
    assert.equal(await storedProgram(console), code);
    assert.deepEqual([told[0], told.at(-1)], [0, 6144]);
    assert.deepEqual(
      told,
      told.toSorted((a, b) => a - b),
    );
  });

  test(`nothing is lost while the chip writes its flash, ${way}`, async (t) => {
    const { console, lines } = await openConsole(t, { ...chip, storageWriteMs: 30 });
    await console.upload(code, NOTHING);
    assert.equal(await storedProgram(console), code);
    assert.equal(lines.length, 1); // no second try
  });
}

test('a program is started, and what it prints is told line by line', async (t) => {
  const { console } = await openConsole(t);
  await console.upload('print("up");setInterval(function(){print("on \\xc3\\xa9")},20);', NOTHING);
  const lines: string[] = [];
  console.onLine((line) => lines.push(line));
  await console.start();
  assert.deepEqual(lines.slice(0, 2), ['up', 'on é']);
});

test('a program that floods the console is replaced all the same', async (t) => {
  const { console } = await openConsole(t);
  await console.upload('setInterval(function(){print("0123456789".repeat(50))},1);', NOTHING);
  await console.start();
  await console.upload('print("quiet");', NOTHING);
  await console.start();
  assert.equal(await storedProgram(console), 'print("quiet");');
});

test('what another program has stored to run at power-up is gone', async (t) => {
  const { console } = await openConsole(t);
  await console.evaluate('require("Storage").write(".bootrst","print(1)")');
  await console.evaluate('require("Storage").write("mine","kept")');
  await console.upload('print("ours");', NOTHING);
  assert.deepEqual(await console.evaluate('require("Storage").list().sort()'), ['.bootcde', 'mine']);
});

test('room is made when former programs have used it up', async (t) => {
  const { console } = await openConsole(t, { release: OLD });
  for (const letter of ['a', 'b', 'c', 'd']) await console.upload(`//${letter.repeat(6000)}`, NOTHING);
  assert.equal(await storedProgram(console), `//${'d'.repeat(6000)}`);
});

test('files that leave no room for the program are told', async (t) => {
  const { console } = await openConsole(t, { release: OLD });
  await console.evaluate('require("Storage").write("mine"," ",0,12000)');
  await assert.rejects(console.upload('x'.repeat(6000), NOTHING), {
    code: 'upload-failed',
    values: { detail: '6040 bytes are needed, 4352 are free' },
  });
});

const BAD: [code: string, detail: string][] = [
  ['', 'it is empty'],
  ['print("€")', 'it has characters of more than one byte'],
  ['x'.repeat(20_000), 'it has 20000 bytes, the chip stores 16384'],
];

for (const [code, detail] of BAD) {
  test(`a program is refused when ${detail}`, async (t) => {
    const { console } = await openConsole(t, { release: OLD });
    await assert.rejects(console.upload(code, NOTHING), { code: 'program-bad', values: { detail } });
  });
}

for (const code of ['var led=1;', 'echo(0);', 'setInterval(function(){},500);']) {
  test(`a program that prints nothing is started like any other: ${code}`, async (t) => {
    const { console } = await openConsole(t);
    await console.upload(code, NOTHING);
    await console.start();
    assert.equal(await console.evaluate('1+1'), 2);
  });
}

test('an exception at the start is told', async (t) => {
  const { console } = await openConsole(t);
  await console.upload('print("up");absent();', NOTHING);
  await assert.rejects(console.start(), ({ code, values }) => {
    return code === 'program-bad' && /^ReferenceError: .*absent/.test(values.detail);
  });
});

test('an exception right after the start is told', async (t) => {
  const { console } = await openConsole(t);
  await console.upload('setTimeout(function(){absent()},20);', NOTHING);
  await assert.rejects(console.start(), failure('program-bad'));
});

test('memory that runs out at the start is told', async (t) => {
  const { console } = await openConsole(t);
  // as Espruino says it; the simulated chip has memory enough
  await console.upload('print("OUT OF MEMORY    at boot code (:1:1)");', NOTHING);
  await assert.rejects(console.start(), {
    code: 'program-bad',
    values: { detail: 'OUT OF MEMORY    at boot code (:1:1)' },
  });
});

test('a chip that falls silent at the start is told', async (t) => {
  const { chip, console } = await openConsole(t);
  await console.upload('print("up");', NOTHING);
  chip.faults.consoleIsSilent = true;
  await assert.rejects(console.start(), failure('program-bad'));
});

test('a line that changes what is sent is told after the second try', async (t) => {
  const { chip, console, lines } = await openConsole(t);
  const write = chip.write.bind(chip);
  chip.write = (bytes) => write(bytes.length > 300 ? Buffer.from(bytes).fill('A', 200, 202) : bytes);
  await assert.rejects(console.upload(anyBytes(), NOTHING), failure('upload-failed'));
  assert.equal(lines.filter((line) => line.startsWith('the program did not arrive')).length, 2);
});

test('a silent chip is told when the patience is over', async (t) => {
  const { link } = await plugIn(t);
  const startedAt = performance.now();
  await assert.rejects(EspruinoConsole.open(link, { ...someone(), patienceMs: 300 }), failure('console-silent'));
  assert.ok(performance.now() - startedAt < 600);
});

test('the line is free again when no console has answered', async (t) => {
  const { chip, link } = await plugInEspruino(t);
  chip.faults.consoleIsSilent = true;
  await assert.rejects(EspruinoConsole.open(link, { ...someone(), patienceMs: 100 }), failure('console-silent'));
  chip.faults.consoleIsSilent = false;
  const opened = await EspruinoConsole.open(link, { ...someone(), patienceMs: 3000 });
  await opened.release();
});

/** What ends an upload early, and how it is told. */
const ENDS: [name: string, end: (opened: Opened) => void, code: 'cancelled' | 'port-gone'][] = [
  ['cancelled', ({ stop }) => stop.abort(), 'cancelled'],
  ['unplugged', ({ link }) => link.unplug(), 'port-gone'],
];
type Opened = Awaited<ReturnType<typeof openConsole>>;

for (const [name, end, code] of ENDS) {
  test(`an upload that is ${name} ends at once`, async (t: TestContext) => {
    const opened = await openConsole(t);
    let endedAt = 0;
    const upload = opened.console.upload(anyBytes(), (bytes) => {
      if (bytes < 2000 || endedAt > 0) return;
      endedAt = performance.now();
      end(opened);
    });
    await assert.rejects(upload, failure(code));
    assert.ok(performance.now() - endedAt < 100);
  });
}

test('the package changes nothing outside, and prints nothing', async (t) => {
  const names = Object.getOwnPropertyNames(globalThis);
  const print = t.mock.method(console, 'log');
  const { console: opened } = await openConsole(t);
  await opened.upload('print("up");', NOTHING);
  assert.deepEqual(Object.getOwnPropertyNames(globalThis), names);
  assert.equal(process.env.NODE_TLS_REJECT_UNAUTHORIZED, undefined);
  assert.equal(print.mock.callCount(), 0);
});

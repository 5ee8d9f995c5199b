import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type ChipConsole, runOnChip } from './simulator-console';

/** What a script prints, and what it prints on the chip. */
const PRINTED: [fact: string, script: string, line: string][] = [
  ['a string is its UTF-8 bytes', 'print("\u00e9".length)', '2'],
  [
    'a character keeps its low byte',
    'print("\\u20ac".charCodeAt(0), String.fromCharCode(0x20ac).charCodeAt(0))',
    '172 172',
  ],
  ['JSON writes bytes from 127 on as \\u00XX', 'print(JSON.stringify("\u00e9"))', '"\\u00C3\\u00A9"'],
  [
    'a function in an array is no JSON',
    'print(JSON.stringify([function () {}, undefined, NaN]))',
    '[undefined,null,null]',
  ],
  ['an object in itself is no JSON', 'var o = { a: 0 }; o.a = o; print(JSON.stringify(o))', '{"a": ... }'],
  [
    'a number has about 11 decimals',
    'print(1 / 3, 1.23456789, 1e21, 1e-5)',
    '0.33333333333 1.23456788999 10e+20 0.00001',
  ],
  ['split ignores its limit', 'print("a,b,c".split(",", 2).length)', '3'],
  ['half below zero is rounded away from zero', 'print(Math.round(-0.5), Math.round(2.5))', '-1 3'],
  [
    'clearTimeout(undefined) throws',
    'clearTimeout(undefined)',
    'Uncaught Error: clearTimeout(undefined) not allowed. Use clearTimeout() instead',
  ],
  ['clearInterval(null) is fine', 'clearInterval(null); print("fine")', 'fine'],
  [
    'the clock starts in 1970 and has fractions',
    'print(getTime() < 1, Date.now() % 1 > 0, new Date().getFullYear())',
    'true true 1970',
  ],
  ['the serial is the MAC', 'print(getSerial(), process.env.SERIAL)', '5ccf7f00-0001 5ccf7f00-0001'],
  ['the board is the 4 MB build', 'print(process.env.BOARD, process.memory().total)', 'ESP8266_4MB 1600'],
  ['a module that the build lacks is not found', 'require("fs")', 'Uncaught Error: Module "fs" not found'],
  [
    'crypto has SHA1 and no more',
    'var c = require("crypto"); print(Object.keys(c).join(), E.toString(c.SHA1("abc")).length)',
    'SHA1 20',
  ],
  ['NodeMCU.A0 is pin 0, not the converter', 'print(analogRead(NodeMCU.A0), analogRead(A0) < 1)', 'NaN true'],
  ['a pin gives back what was written', 'digitalWrite(D2, 1); print(digitalRead(D2), D2.read())', '1 true'],
  ['errors are those of the script', 'try { clearTimeout(undefined) } catch (e) { print(e instanceof Error) }', 'true'],
];

for (const [fact, script, line] of PRINTED) {
  test(fact, async (t) => {
    const chip = runOnChip(t, script);
    assert.equal(await chip.line(/./), line);
  });
}

test('every boot draws the same random numbers', async (t) => {
  const chip = runOnChip(t, 'print(Math.random(), Math.random(), E.hwRand())');
  assert.equal(await chip.line(/./), '0.93255273858 0.70772355841 548953282');
  chip.device.powerCycle();
  assert.equal(await chip.line(/./), '0.93255273858 0.70772355841 548953282');
});

test('E.srand gives other numbers', async (t) => {
  const chip = runOnChip(t, 'E.srand(1); print(Math.random())');
  assert.notEqual(await chip.line(/./), '0.93255273858');
});

test('an exception leaves the interval alive', async (t) => {
  const chip = runOnChip(
    t,
    'var n = 0; setInterval(function () { n++; if (n < 3) throw new Error("no " + n); print("third") }, 2)',
  );
  assert.equal(await chip.line(/Uncaught/), 'Uncaught Error: no 1');
  assert.equal(await chip.line(/Uncaught/), 'Uncaught Error: no 2');
  await chip.line(/^third$/);
});

test('process.on("uncaughtException") takes what nobody caught', async (t) => {
  const chip = runOnChip(
    t,
    'process.on("uncaughtException", function (e) { print("taken", e.message) }); nothing.here',
  );
  assert.equal(await chip.line(/./), 'taken nothing is not defined');
});

test('out of memory is no exception: the interval is gone, and a flag tells', async (t) => {
  const script = `
    setInterval(function () { try { print("beat") } catch (e) { print("caught") } }, 2);
    E.on("errorFlag", function (flags) { print(flags.join()) })`;
  const [chip, other] = [runOnChip(t, script), runOnChip(t, script)];
  await chip.line(/^beat$/);
  chip.lines.length = 0;
  chip.device.runOutOfMemory();
  await fiveBeats(other);
  const told = ['Ctrl-C while processing interval - removing it.', 'LOW_MEMORY,MEMORY', 'Out of Memory!'];
  assert.deepEqual(chip.lines.sort(), told);
});

test('an event comes after the current code', async (t) => {
  const chip = runOnChip(
    t,
    'var o = {}; o.on("a", function (b) { print("event", b, this === o) }); o.emit("a", 1); print("first")',
  );
  assert.equal(await chip.line(/./), 'first');
  assert.equal(await chip.line(/./), 'event 1 true');
});

test('a promise that nobody looks at is printed, and life goes on', async (t) => {
  const chip = runOnChip(
    t,
    'Promise.reject("no"); Promise.all([1, Promise.resolve(2)]).then((a) => print(a.join("+")))',
  );
  assert.equal(await chip.line(/./), 'Uncaught Error: Unhandled promise rejection: no');
  await chip.line(/^1\+2$/);
});

test('setTimeout takes values and text; changeInterval changes the beat', async (t) => {
  const chip = runOnChip(
    t,
    'setTimeout(print, 1, "a", 2); setTimeout("print(3)", 5); changeInterval(setInterval(print, 1e6, "beat"), 8)',
  );
  assert.equal(await chip.line(/./), 'a 2');
  assert.equal(await chip.line(/./), '3');
  assert.equal(await chip.line(/./), 'beat');
});

test('E.reboot runs the boot code again, reset does not', async (t) => {
  const chip = runOnChip(
    t,
    'print("boot", require("ESP8266").getResetInfo().reason); setTimeout(E.reboot, 1); print(this.before); before = 1',
  );
  assert.equal(await chip.line(/boot/), 'boot default');
  assert.equal(await chip.line(/boot/), 'boot soft_restart');
  assert.equal(await chip.line(/./), 'undefined');
});

test('without power nothing runs', async (t) => {
  const script = 'setInterval(function () { print("beat") }, 1)';
  const [chip, other] = [runOnChip(t, script), runOnChip(t, script)];
  await chip.line(/beat/);
  chip.device.powerOff();
  chip.lines.length = 0;
  await fiveBeats(other);
  assert.deepEqual([chip.lines, chip.device.isOn], [[], false]);
});

/** Five beats of a chip like the one that is looked at: what that has not done meanwhile it does no more. */
async function fiveBeats(other: ChipConsole): Promise<void> {
  other.lines.length = 0;
  for (let beat = 0; beat < 5; beat++) await other.line(/^beat$/);
}

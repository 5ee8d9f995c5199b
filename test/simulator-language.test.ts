import assert from 'node:assert/strict';
import { test } from 'node:test';
import { EspruinoSyntaxError } from '../protocol/espruino-syntax';
import { chipSource } from '../simulator/language/chip-source';
import { runOnChip } from './simulator-console';

const REJECTED: [script: string, construct: RegExp][] = [
  ['async function read() {}', /an async function in line 1/],
  ['var a;\na?.b', /optional chaining \(\?\.\) in line 2/],
  ['a ??= 1', /the operator \?\?=/],
  ['a = 2 ** 3', /the operator \*\*/],
  ['f(...a)', /spread/],
  ['function f(...a) {}', /a rest parameter/],
  ['function f(a = 1) {}', /a default parameter/],
  ['var { a } = b', /destructuring of an object/],
  ['var [a] = b', /destructuring of an array/],
  ['function* f() {}', /a generator/],
  ['class A { #b = 1 }', /a private field/],
  ['a = { [b]: 1 }', /a computed key/],
  ['a = 1n', /a BigInt/],
  ['a`b`', /a tagged template/],
  ['a: for (;;) break a', /a label/],
  ['switch (a) { default: case 1: }', /a case after default/],
  ['/a{2}/.test(b)', /the regular expression \/a\{2\}\//],
  ['Array.prototype.slice.call(a)', /Array\.prototype\.slice/],
  ['f();\nfunction f() {}', /f is used above its declaration in line 1/],
  ['var \u00e9 = 1', /a name that is not ASCII/],
  ['var = 1', /^Unexpected token in line 1, column 5: the interpreter/],
];

for (const [script, construct] of REJECTED) {
  test(`the chip does not run ${JSON.stringify(script)}`, () => {
    assert.throws(
      () => chipSource(script),
      (error) => {
        assert.ok(error instanceof EspruinoSyntaxError);
        assert.match(error.message, construct);
        return true;
      },
    );
  });
}

const ACCEPTED = [
  'class A { constructor() { this.b = 1 } get c() { return a ?? 1_000 } static d() {} }',
  // biome-ignore lint/suspicious/noTemplateCurlyInString: the template is the script's
  'for (const a of [1, 2]) { let b = `${a}`; try { f() } catch { delete b.c } }',
  'function f() { return g() } function g() { return 1 } f()',
  'Array.prototype.last = function () { return this[0] }; [].slice.call(a); Object.prototype.hasOwnProperty.call(a, 1)',
  'function f() {} { let f = 1; f }',
];

for (const script of ACCEPTED) test(`the chip runs ${script}`, () => void chipSource(script));

test('a script with a construct that the chip lacks prints a SyntaxError and does nothing', async (t) => {
  const chip = runOnChip(t, 'print("before");var a = b?.c');
  assert.match(await chip.line(/./), /^Uncaught SyntaxError: optional chaining \(\?\.\) in line 1/);
  assert.equal(chip.device.isOn, true);
});

const MISSING =
  'Map Set WeakMap Symbol Proxy Reflect setImmediate queueMicrotask Buffer URL TextEncoder encodeURI escape BigInt ' +
  'structuredClone fetch Object.freeze Object.is Number.isInteger Math.trunc Math.hypot Array.from Date.UTC Promise.race ' +
  '[].flat [].lastIndexOf [].at "".codePointAt "".trimStart (1).toPrecision process.nextTick process.exit {}.once';

test('what the interpreter lacks is undefined', async (t) => {
  const kinds = MISSING.split(' ').map((name) => `print(typeof ${name.replace('{}', '({})')})`);
  const chip = runOnChip(t, `${kinds.join(';')};print("end")`);
  await chip.line(/^(?!undefined)/);
  assert.deepEqual(chip.lines, []);
});

test('a script that uses Map fails, and the device lives on', async (t) => {
  const chip = runOnChip(t, 'setTimeout(function () { print("alive") }, 1); new Map()');
  assert.equal(await chip.line(/./), 'Uncaught ReferenceError: "Map" is not defined');
  await chip.line(/^alive$/);
});

test('closures in a loop share its one variable; an inner let is their own', async (t) => {
  const chip = runOnChip(
    t,
    'var a = []; for (let i = 0; i < 3; i++) { let j = i; a.push(() => i + ":" + j) } print(a.map((f) => f()).join())',
  );
  assert.equal(await chip.line(/./), '3:0,3:1,3:2');
});

test('eval sees the variables around it, and refuses what the chip cannot run', async (t) => {
  const chip = runOnChip(t, '(function () { var a = 5; print(eval("a + 1")); eval("a?.b") })()');
  assert.equal(await chip.line(/./), '6');
  assert.match(await chip.line(/./), /^Uncaught SyntaxError: optional chaining/);
});

test('new Function is parsed when it is called', async (t) => {
  const chip = runOnChip(t, 'var f = new Function("a", "return a?.b"); print("made"); f(1)');
  assert.equal(await chip.line(/./), 'made');
  assert.match(await chip.line(/./), /^Uncaught SyntaxError/);
});

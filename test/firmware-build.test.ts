import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { type TestContext, test } from 'node:test';
import { pathToFileURL } from 'node:url';

type BundleForChip = (entryPoint: string, outfile: string) => Promise<number>;

/** The bytes that `source` comes to as a script for the chip. */
async function bundle(t: TestContext, source: string): Promise<number> {
  const directory = mkdtempSync(join(tmpdir(), 'bundle-'));
  t.after(() => rmSync(directory, { recursive: true }));
  writeFileSync(join(directory, 'main.ts'), source);
  const { bundleForChip } = (await import(pathToFileURL(resolve('firmware/bundle.mjs')).href)) as {
    bundleForChip: BundleForChip;
  };
  return bundleForChip(join(directory, 'main.ts'), join(directory, 'main.js'));
}

/** What Espruino cannot run, or runs otherwise. */
const REFUSED: [name: string, source: string][] = [
  ['optional chaining', 'print(E?.x)'],
  ['spread in a call', 'print(...E)'],
  ['spread in an array', 'print([...E])'],
  ['spread in an object', 'print({...E})'],
  ['rest parameters', 'print((...all) => all)'],
  ['destructuring', 'const {a, b} = E; print(a, b)'],
  ['default parameters', 'print((a = 1) => a)'],
  ['async functions', 'print(async () => 1)'],
  ['generators', 'print(function* () {})'],
  ['the power operator', 'print(E.a ** E.b)'],
  ['computed keys', 'print({[E.key]: 1})'],
  ['labels', 'out: for (;;) for (;;) { print(1); break out }'],
  ['a case after default', 'switch (E.x) { default: print(1); case 2: print(2) }'],
  ['counted repetition in a regular expression', 'print(/a{2,3}/.test(E.x))'],
  ['a function used above its definition', 'print(late()); function late() { return E.late(late) }'],
];

for (const [name, source] of REFUSED) {
  test(`${name} in the firmware breaks the build`, async (t) => {
    await assert.rejects(bundle(t, source), /cannot run it/);
  });
}

test('what Espruino runs is built', async (t) => {
  assert.ok((await bundle(t, 'const f = (a) => a ?? 1; class A {} print(f(new A()), `a` + E.x)')) > 0);
});

test('the built firmware has at most 6 KB, the one that signs 7 KB', () => {
  assert.ok(statSync('dist/firmware/firmware.js').size <= 6144);
  assert.ok(statSync('dist/firmware/firmware-signed.js').size <= 7168);
});

test('nothing that signs is in the usual firmware', () =>
  assert.doesNotMatch(readFileSync('dist/firmware/firmware.js', 'latin1'), /crypto|SHA1|signed/));

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { appendFileSync, cpSync, mkdtempSync, readdirSync, rmSync, statSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { after, test } from 'node:test';

const PACKAGE_FOLDER = resolve(__dirname, '../..');
const LEFT_OUT = /^(?:node_modules|dist.*|test-artefacts|\..*)$/;
const PROGRAM = 'dist/simulator/main.js';

/** A copy of the sources, never built. */
const folder = mkdtempSync(join(tmpdir(), 'build-test-'));
for (const name of readdirSync(PACKAGE_FOLDER).filter((name) => !LEFT_OUT.test(name)))
  cpSync(join(PACKAGE_FOLDER, name), join(folder, name), { recursive: true });
symlinkSync(join(PACKAGE_FOLDER, 'node_modules'), join(folder, 'node_modules'), 'junction');
after(() => rmSync(folder, { recursive: true }));

test('with --if-changed it builds what is not built, and again only when a source has changed', () => {
  assert.match(build('--if-changed').stdout, /^firmware: \d+ of 6144 bytes\nfirmware-signed: \d+ of 7168 bytes\n$/);
  assert.equal(build('--if-changed').stdout, '');
  appendFileSync(join(folder, 'simulator/main.ts'), '// changed\n');
  assert.match(build('--if-changed').stdout, /^firmware: /);
});

test('what fails to build leaves what was built before, and nothing else', () => {
  const builtAt = statSync(join(folder, PROGRAM)).mtimeMs;
  appendFileSync(join(folder, 'simulator/main.ts'), 'const wrong: number = "text";\n');
  const { status, stdout } = build();
  assert.equal(status, 1);
  assert.match(stdout, /simulator\/main\.ts\(\d+,\d+\): error TS/);
  assert.equal(statSync(join(folder, PROGRAM)).mtimeMs, builtAt);
  const built = readdirSync(folder).filter((name) => name.startsWith('dist'));
  assert.deepEqual(built, ['dist']);
});

function build(...options: string[]): { status: number | null; stdout: string } {
  return spawnSync(process.execPath, ['build.mjs', ...options], { cwd: folder, encoding: 'utf8' });
}

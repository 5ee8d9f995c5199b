import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';

const USER = join(__dirname, 'espruino-package-user.js');
const CODE = 'var answer = 42;\nprint(answer);';

test("Espruino's own tool reads what is on the simulated chip, saves a program and sends a file", async () => {
  const { stdout } = await promisify(execFile)(process.execPath, [USER, CODE], { timeout: 60_000 });
  assert.deepEqual(JSON.parse(stdout), {
    version: '2v29',
    board: 'ESP8266_4MB',
    bootCode: CODE,
    packet: 3000,
  });
});

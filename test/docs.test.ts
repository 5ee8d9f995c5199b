import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { test } from 'node:test';
import { FLASH_ERROR_CODES } from '../nodes/esp8266-flash/flash-error';

const TROUBLESHOOTING = resolve(__dirname, '../../docs/troubleshooting.md');

test('the guide to troubleshooting has each code of a failure once, and no other', () => {
  const rows = readFileSync(TROUBLESHOOTING, 'utf8').matchAll(/^\| `([a-z0-9-]+)`/gm);
  const codes = [...rows].map(([, code]) => code);
  assert.deepEqual(codes.sort(), [...FLASH_ERROR_CODES].sort());
});

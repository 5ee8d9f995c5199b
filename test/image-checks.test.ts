import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FlashError, type FlashErrorCode } from '../nodes/esp8266-flash/flash-error';
import { bootImageLength, user1Length } from '../nodes/esp8266-flash/image/image-checks';
import { pretendedEspruino } from '../simulator/espruino-image';

const { boot, user1 } = pretendedEspruino().parts;

/** 8 bytes of header, one segment of 4 bytes, and the checksum 0xef ^ 1 ^ 2 ^ 3 ^ 4 as the last of 32 bytes. */
const SMALL = Buffer.from(`e9010000${'00001040'}${'00001040'}${'04000000'}01020304${'00'.repeat(11)}eb`, 'hex');

test('an image for the ROM ends with its checksum, whatever follows', () => {
  assert.equal(bootImageLength(SMALL, 'small.bin'), 32);
  assert.equal(bootImageLength(Buffer.concat([SMALL, Buffer.alloc(99, 0xff)]), 'small.bin'), 32);
});

test('the boot loader and user1 of a release are as long as their structure says', () => {
  assert.equal(bootImageLength(boot, 'boot'), boot.length);
  assert.equal(user1Length(Buffer.concat([user1, Buffer.alloc(5000, 0xff)]), 'user1'), user1.length);
});

test('the CRC of user1 may be the one that older tools write', () => {
  const older = Buffer.from(user1);
  const crc = older.readUInt32LE(older.length - 4) - 1;
  older.writeUInt32LE(~crc >>> 0, older.length - 4);
  assert.equal(user1Length(older, 'user1'), user1.length);
});

const BOOT_FAULTS: [string, Buffer, FlashErrorCode, RegExp][] = [
  ['empty', Buffer.alloc(0), 'image-bad', /^x\.bin must have at least 1 bytes, there are 0$/],
  ['a page of the web', Buffer.from('<!DOCTYPE html>'), 'image-bad', /must have 0xe9 at 0x0, there is 0x3c$/],
  ['a header only', SMALL.subarray(0, 8), 'image-bad', /at least 16 bytes, there are 8$/],
  ['cut in its segment', SMALL.subarray(0, 18), 'image-bad', /at least 20 bytes, there are 18$/],
  ['without its checksum', SMALL.subarray(0, 31), 'image-bad', /at least 32 bytes, there are 31$/],
  ['of no segments', changed(SMALL, 1, 0), 'image-bad', /must have 1 to 16 segments, its header says 0$/],
  ['of a segment longer than itself', changed(SMALL, 15, 0xff), 'image-bad', /must have at least 4278190100 bytes/],
  ['changed in its data', changed(SMALL, 17, 9), 'image-checksum', /must be 0xe0, it is 0xeb$/],
  ['changed in its checksum', changed(SMALL, 31, 0), 'image-checksum', /must be 0xeb, it is 0x0$/],
];
for (const [what, bytes, code, detail] of BOOT_FAULTS) {
  test(`a boot image that is ${what} is refused: ${code}`, () =>
    refused(() => bootImageLength(bytes, 'x.bin'), code, detail));
}

const USER1_FAULTS: [string, Buffer, FlashErrorCode, RegExp][] = [
  ['no such image', boot, 'image-bad', /must have 0xea at 0x0, there is 0xe9$/],
  ['of another version', changed(user1, 1, 3), 'image-bad', /must have 0x4 at 0x1, there is 0x3$/],
  ['truncated', user1.subarray(0, 700_000), 'image-bad', /bytes, there are 700000$/],
  ['without its CRC', user1.subarray(0, user1.length - 4), 'image-bad', /at least \d+ bytes, there are \d+$/],
  ['changed in the code that runs from flash', changed(user1, 5000, 0x11), 'image-checksum', /the checksum in u1/],
  ['changed in its last segment', changed(user1, user1.length - 40, 0x11), 'image-checksum', /the checksum in u1/],
];
for (const [what, bytes, code, detail] of USER1_FAULTS) {
  test(`a user1 that is ${what} is refused: ${code}`, () => refused(() => user1Length(bytes, 'u1'), code, detail));
}

function changed(bytes: Buffer, at: number, value: number): Buffer {
  const copy = Buffer.from(bytes);
  copy[at] = copy[at] === value ? value ^ 1 : value;
  return copy;
}

function refused(act: () => unknown, code: FlashErrorCode, detail: RegExp): void {
  assert.throws(act, (error) => {
    assert.ok(error instanceof FlashError);
    assert.equal(error.code, code);
    assert.match(String(error.values.detail), detail);
    return true;
  });
}

import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { BootRom } from '../nodes/esp8266-flash/chip/boot-rom';
import type { FlashErrorCode } from '../nodes/esp8266-flash/flash-error';
import type { ChipLink } from './chip-link';
import { connect, failure, ONE_RESET, part, plugIn, someone } from './loader-user';

const QUICK = { baud: 115_200, rungs: ONE_RESET, handPatienceMs: 0 };
const MAGIC = '01c1f0ff';
const THIRD_FUSE = '00b000f2';
const FLASH_ID = 'ef401600';
const GREETING = Buffer.from('OHAI').toString('hex');

/** A chip that answers `there` (hex) where the simulated one answers `here`. */
async function changeling(t: TestContext, here: string, there: string): Promise<ChipLink> {
  const { link } = await plugIn(t);
  link.fromChip = (bytes) => Buffer.from(bytes.toString('hex').replaceAll(here, there), 'hex');
  return link;
}

const WRONG: [title: string, here: string, there: string, code: FlashErrorCode, detail: string][] = [
  ['an ESP32', MAGIC, '831df000', 'not-esp8266', 'ESP32'],
  ['a chip that nobody knows', MAGIC, '78563412', 'not-esp8266', 'Unexpected CHIP magic value 0x12345678'],
  ['a stub that does not greet', GREETING, '4f484e4f', 'stub-failed', 'Unexpected response OHNO'],
  ['a flash without contact', FLASH_ID, 'ffffff00', 'flash-unknown', 'id 0xffffff'],
];
for (const [title, here, there, code, detail] of WRONG) {
  test(`${title}: ${code}, and the link is free`, async (t) => {
    const link = await changeling(t, here, there);
    const connecting = BootRom.connect(link, { ...QUICK, ...someone() });
    await assert.rejects(connecting, (error: unknown) => {
      assert.ok(failure(code)(error));
      return String((error as Error).message).includes(detail);
    });
    assert.ok(!link.readable?.locked && !link.writable?.locked);
  });
}

/** One bit of a byte in the middle turned over, of one that is neither end nor escape of a packet. */
function damaged(bytes: Uint8Array): Uint8Array {
  const at = bytes.findIndex((byte, index) => index > 5000 && byte < 0x80);
  return Uint8Array.from(bytes, (byte, index) => (index === at ? byte ^ 1 : byte));
}

test('an ESP8285 is known by its fuses', async (t) => {
  const link = await changeling(t, THIRD_FUSE, '00b001f2');
  const rom = await BootRom.connect(link, { ...QUICK, ...someone() });
  assert.equal(rom.facts.chip, 'ESP8285');
});

test('a block that arrives damaged is sent again, at the same rate', async (t) => {
  const { rom, chip, link } = await connect(t, {}, { ...QUICK, baud: 460_800 });
  const image = part(0, 100_000);
  let blocks = 0;
  link.toChip = (bytes) => {
    if (bytes.length < 10_000 || ++blocks !== 3) return bytes;
    return damaged(bytes);
  };
  await rom.write([image], () => {});
  assert.deepEqual(chip.flash.read(0, 100_000), image.bytes);
  assert.deepEqual([blocks, link.baudRates.at(-1)], [7, 460_800]);
});

test('blocks that are refused again and again: written once more at 115200', async (t) => {
  const { rom, chip, link } = await connect(t, {}, { ...QUICK, baud: 460_800 });
  const image = part(0, 50_000);
  link.toChip = (bytes) => (bytes.length > 10_000 && link.baudRates.at(-1) === 460_800 ? damaged(bytes) : bytes);
  await rom.write([image], () => {});
  assert.deepEqual(chip.flash.read(0, 50_000), image.bytes);
  assert.equal(link.baudRates.at(-1), 115_200);
});

test('what arrives damaged of the flash is not taken for it', async (t) => {
  const { rom, chip, link } = await connect(t, {}, QUICK);
  chip.flash.write(0, Buffer.from('a line that is changed on its way'));
  link.fromChip = (bytes) => Buffer.from(bytes.toString('latin1').replace('changed', 'Changed'), 'latin1');
  await assert.rejects(rom.readFlash(0, 64), failure('noise'));
});

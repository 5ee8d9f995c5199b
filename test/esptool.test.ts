import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { promisify } from 'node:util';
import { SimulatedChip } from '../simulator/chip';
import { Rfc2217Server } from '../simulator/rfc2217-server';

const PROGRAM = process.env.ESPTOOL;
const skip = PROGRAM === undefined && 'the environment variable ESPTOOL does not name the program';
const ADDRESS = 0x1000;

/** Espressif's own flasher takes the simulated chip for a real one. Checked with esptool 5.3.1. */
describe('esptool, over the network', { skip }, () => {
  const chip = new SimulatedChip({ mac: '5c:cf:7f:0a:0b:0c' });
  // half of it is noise, half repeats: compressed and longer than one block
  const image = Buffer.concat([randomBytes(50_000), Buffer.alloc(50_000, 'chip to flow')]);
  let server: Rfc2217Server;
  let folder: string;

  before(async () => {
    chip.powerOn();
    server = await Rfc2217Server.start(chip);
    folder = await mkdtemp(join(tmpdir(), 'esptool-'));
    await writeFile(join(folder, 'image.bin'), image);
  });

  after(async () => {
    await server.close();
    chip.close();
    await rm(folder, { recursive: true });
  });

  /** What esptool prints. Rejects when it does not end with 0. */
  async function esptool(...command: string[]): Promise<string> {
    const port = ['--chip', 'esp8266', '--baud', '460800', '--port', `${server.url}?ign_set_control`];
    const options = { cwd: folder, timeout: 60_000 };
    const { stdout } = await promisify(execFile)(PROGRAM ?? '', [...port, ...command], options);
    return stdout;
  }

  test('reads chip, MAC and flash', async () => {
    const printed = await esptool('flash-id');
    assert.match(printed, /ESP8266EX/);
    assert.match(printed, /26MHz/);
    assert.match(printed, /MAC: +5c:cf:7f:0a:0b:0c/);
    assert.match(printed, /Manufacturer: ef\s+Device: 4016\s+Detected flash size: 4MB/);
  });

  test('writes and checks what it has written', async () => {
    assert.match(await esptool('write-flash', `${ADDRESS}`, 'image.bin'), /Hash of data verified/);
    assert.deepEqual(chip.flash.read(ADDRESS, image.length), image);
  });

  test('verifies', async () => {
    assert.match(await esptool('verify-flash', `${ADDRESS}`, 'image.bin'), /Verification successful/);
  });

  test('reads back', async () => {
    await esptool('read-flash', `${ADDRESS}`, `${image.length}`, 'back.bin');
    assert.deepEqual(await readFile(join(folder, 'back.bin')), image);
  });

  test('writes through the boot ROM alone, without a stub', async () => {
    await esptool('--no-stub', 'write-flash', '0x100000', 'image.bin');
    assert.deepEqual(chip.flash.read(0x100000, image.length), image);
  });

  test('erases', async () => {
    assert.match(await esptool('erase-flash'), /erased successfully/);
    assert.deepEqual(chip.flash.read(0, chip.flash.size), Buffer.alloc(chip.flash.size, 0xff));
  });

  test('leaves the chip running what is in its flash', () => {
    assert.equal(chip.state, 'running');
  });
});

import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { FlashError } from '../nodes/esp8266-flash/flash-error';
import {
  type EspruinoImage,
  loadImage,
  partsToWrite,
  rfDataAddress,
} from '../nodes/esp8266-flash/image/espruino-image';
import { pretendedEspruino } from '../simulator/espruino-image';

const KB = 1024;
const LARGE = pretendedEspruino();
const SMALL = pretendedEspruino({ version: '2v17', build: '512kb' });
const COMBINED = 'espruino_2v29_esp8266_4mb_combined_4096.bin';

async function load(t: TestContext, name: string, bytes: Buffer, flashBytes = 4096 * KB): Promise<EspruinoImage> {
  const folder = await mkdtemp(join(tmpdir(), 'image-'));
  t.after(() => rm(folder, { recursive: true }));
  const path = join(folder, name);
  await writeFile(path, bytes);
  const image = await loadImage({ kind: 'file', path }, { flashBytes, cacheFolder: folder });
  assert.ok(image.kind === 'espruino');
  return image;
}

const fault =
  (code: string, detail = /./) =>
  (error: unknown) =>
    error instanceof FlashError &&
    error.code === code &&
    (detail.test(String(error.values.detail)) || !error.values.detail);

test('of the image in one file come its parts, without what fills the gaps', async (t) => {
  const { build, version, boot, user1, rfData } = await load(t, COMBINED, LARGE.combined);
  assert.deepEqual([build, version], ['4mb', '2v29']);
  assert.deepEqual([boot, user1, rfData], [LARGE.parts.boot, LARGE.parts.user1, LARGE.parts.rfData]);
});

test('of the archive come the same parts, and the version from the name of its folder', async (t) => {
  const fromArchive = await load(t, 'anything.tgz', LARGE.archive);
  assert.deepEqual(fromArchive, await load(t, COMBINED, LARGE.combined));
});

test('the small build is known by its size, in one file and in an archive', async (t) => {
  const fromFile = await load(t, 'espruino_2v17_esp8266_combined_512.bin', SMALL.combined, 512 * KB);
  assert.deepEqual([fromFile.build, fromFile.version], ['512kb', '2v17']);
  assert.deepEqual(await load(t, 'x.tgz', SMALL.archive, 1024 * KB), fromFile);
});

test('files that are saved on the chip do not come along out of a dump of its flash', async (t) => {
  const dump = Buffer.from(LARGE.combined);
  dump.fill(0x55, 0xcb000, 0xfb000);
  assert.deepEqual((await load(t, COMBINED, dump)).user1, LARGE.parts.user1);
});

test('an image that is not as long as a release is refused with both lengths', (t) =>
  assert.rejects(
    load(t, COMBINED, LARGE.combined.subarray(0, 3_000_000)),
    fault('image-bad', /it has 3000000 bytes$/),
  ));

test('an image whose end is missing and made up for with anything is refused', (t) => {
  const cut = Buffer.concat([LARGE.combined.subarray(0, 500_000), Buffer.alloc(4096 * KB - 500_000, 0xff)]);
  return assert.rejects(load(t, COMBINED, cut), fault('image-bad', /user1 in .* must have/));
});

test('an image without RF data is refused', (t) => {
  const bare = Buffer.from(LARGE.combined).fill(0xff, 0x3fc000);
  return assert.rejects(load(t, COMBINED, bare), fault('image-bad', /128 bytes that begin with 5$/));
});

test('an archive that is cut off is refused', (t) =>
  assert.rejects(load(t, 'x.tgz', LARGE.archive.subarray(0, 400_000)), fault('image-bad', /cut off or damaged/)));

test('the 4 MB build does not go on a smaller chip', (t) =>
  assert.rejects(load(t, COMBINED, LARGE.combined, 1024 * KB), fault('image-too-large')));

test('a small build that is known to restart is refused, with the one that does not', (t) =>
  assert.rejects(
    load(t, 'espruino_2v29_esp8266_combined_512.bin', SMALL.combined, 1024 * KB),
    fault('image-bad', /restart as soon as code is sent to them; take 2v17$/),
  ));

test('a file that is not there is image-not-found', () =>
  assert.rejects(
    loadImage({ kind: 'file', path: '/no/such.bin' }, { flashBytes: 4096 * KB, cacheFolder: '/none' }),
    fault('image-not-found', /\/no\/such\.bin/),
  ));

/** Header at address 0, and where RF data and blank go. Source: Espruino targets/esp8266/README_flash.txt */
const PLACES: ['4mb' | '512kb', number, 'dio' | 'dout', string, number[]][] = [
  ['4mb', 4096, 'dio', 'e903026f', [0x0, 0x1000, 0x3fc000, 0x3fe000]],
  ['4mb', 4096, 'dout', 'e9030360', [0x0, 0x1000, 0x3fc000, 0x3fe000]],
  ['4mb', 16384, 'dio', 'e903026f', [0x0, 0x1000, 0x3fc000, 0x3fe000]],
  ['512kb', 4096, 'dio', 'e903024f', [0x0, 0x1000, 0x3fc000, 0x3fe000]],
  ['512kb', 2048, 'dio', 'e9030230', [0x0, 0x1000, 0x1fc000, 0x1fe000]],
  ['512kb', 1024, 'dio', 'e9030220', [0x0, 0x1000, 0xfc000, 0xfe000]],
  ['512kb', 1024, 'dout', 'e9030320', [0x0, 0x1000, 0xfc000, 0xfe000]],
  ['512kb', 512, 'dio', 'e9030200', [0x0, 0x1000, 0x7c000, 0x7e000]],
];
for (const [build, flashKb, mode, header, addresses] of PLACES) {
  test(`the ${build} build in ${flashKb} KB of flash, ${mode}, begins with ${header}`, () => {
    const image = imageOf(build);
    const options = { flashBytes: flashKb * KB, mode, currentRfData: undefined, isErased: true };
    const parts = partsToWrite(image, options);
    assert.deepEqual(
      parts.map(({ address }) => address),
      addresses,
    );
    const [boot, user1, rfData, blank] = parts.map(({ bytes }) => bytes);
    assert.equal(boot?.toString('hex', 0, 4), header);
    assert.deepEqual([boot?.subarray(4), user1, rfData], [image.boot.subarray(4), image.user1, image.rfData]);
    assert.deepEqual(blank, Buffer.alloc(4096, 0xff));
    assert.equal(rfDataAddress(flashKb * KB), addresses[2]);
  });
}

const RF_DATA: [string, Buffer | undefined, boolean, number][] = [
  ['that is valid is kept', Buffer.alloc(128, 5), false, 2],
  ['that is blank is written', Buffer.alloc(128, 0xff), false, 4],
  ['that is not known is written', undefined, false, 4],
  ['that was valid is written after an erase', Buffer.alloc(128, 5), true, 4],
];
for (const [what, currentRfData, isErased, count] of RF_DATA) {
  test(`RF data ${what}`, () => {
    const parts = partsToWrite(imageOf('4mb'), { flashBytes: 4096 * KB, mode: 'dio', currentRfData, isErased });
    assert.equal(parts.length, count);
  });
}

test('nothing is written where a build keeps its files', () => {
  for (const [build, storage] of [
    ['4mb', 0xcb000],
    ['512kb', 0x77000],
  ] as const) {
    const options = { flashBytes: 4096 * KB, mode: 'dio', currentRfData: undefined, isErased: false } as const;
    const [, user1] = partsToWrite(imageOf(build), options);
    assert.ok(user1 && user1.address + user1.bytes.length <= storage);
  }
});

function imageOf(build: '4mb' | '512kb'): EspruinoImage {
  const { boot, user1, rfData } = (build === '4mb' ? LARGE : SMALL).parts;
  return { kind: 'espruino', version: undefined, build, boot, user1, rfData };
}

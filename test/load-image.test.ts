import assert from 'node:assert/strict';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { devNull, tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import type { ImageSource } from '../nodes/esp8266-flash/flash-request';
import { loadImage, partsToWrite } from '../nodes/esp8266-flash/image/espruino-image';
import { sha256Of } from '../nodes/esp8266-flash/image/image-cache';
import { hasKnownFault, RELEASES, releaseFor } from '../nodes/esp8266-flash/image/releases';
import { pretendedEspruino } from '../simulator/espruino-image';
import { serveFiles } from './file-server';

const MB = 1024 * 1024;
const RELEASED: Record<string, Buffer> = {
  '/espruino_2v29_esp8266_4mb_combined_4096.bin': pretendedEspruino().combined,
  '/espruino_2v17_esp8266_combined_512.bin': pretendedEspruino({ version: '2v17', build: '512kb' }).combined,
  '/some.tgz': pretendedEspruino().archive,
};

/** Loads from a server of this machine that has the releases; gives what came, what was asked for and what is kept. */
async function load(t: TestContext, source: ImageSource | ((url: string) => ImageSource), flashBytes: number) {
  const { url, paths } = await serveFiles(t, (response, { url: path = '' }) =>
    response.writeHead(RELEASED[path] ? 200 : 404).end(RELEASED[path]),
  );
  const cacheFolder = await mkdtemp(join(tmpdir(), 'load-'));
  t.after(() => rm(cacheFolder, { recursive: true }));
  const log: string[] = [];
  const options = { flashBytes, cacheFolder, releasesUrl: url, log: (line: string) => log.push(line) };
  const image = await loadImage(typeof source === 'function' ? source(url) : source, options);
  return { image, paths, log, kept: await readdir(cacheFolder) };
}

const CHOSEN: [number, string, string][] = [
  [16 * MB, '4mb', '2v29'],
  [4 * MB, '4mb', '2v29'],
  [2 * MB, '512kb', '2v17'],
  [1 * MB, '512kb', '2v17'],
  [MB / 2, '512kb', '2v17'],
];
for (const [flashBytes, build, version] of CHOSEN) {
  test(`a chip with ${flashBytes / 1024} KB of flash gets the ${build} build, ${version}`, async (t) => {
    const { image, log } = await load(t, { kind: 'release' }, flashBytes);
    assert.ok(image.kind === 'espruino');
    assert.deepEqual([image.build, image.version], [build, version]);
    assert.equal(log.at(-1), `Espruino ${version}, ${build} build, under the MPL-2.0`);
  });
}

test('why a small flash gets an older release is in the log', async (t) => {
  const { log } = await load(t, { kind: 'release' }, MB / 2);
  assert.match(log[0] ?? '', /^512 KB of flash: 2v17, for 2v18 to 2v29 .* restart as soon as code is sent/);
});

test('what comes from another place than the publisher is not kept', async (t) =>
  assert.deepEqual((await load(t, { kind: 'release' }, 4 * MB)).kept, []));

test('an archive at an address is taken when its checksum is right, and kept', async (t) => {
  const sha256 = sha256Of(RELEASED['/some.tgz'] as Buffer);
  const { image, kept } = await load(t, (url) => ({ kind: 'url', url: `${url}some.tgz`, sha256 }), 4 * MB);
  assert.ok(image.kind === 'espruino' && image.version === '2v29');
  assert.deepEqual(kept, [`some.tgz.${sha256}`]);
});

test('an address with another checksum is refused', (t) =>
  assert.rejects(
    load(t, (url) => ({ kind: 'url', url: `${url}some.tgz`, sha256: '0'.repeat(64) }), 4 * MB),
    {
      code: 'image-checksum',
    },
  ));

test('a version that is not there is told with those that are, before anything is fetched', () => {
  assert.throws(() => releaseFor(4 * MB, '2v99'), { code: 'image-not-found', message: /2v29, 2v28.*, not 2v99/ });
  assert.throws(() => releaseFor(MB, '2v29'), { message: /there is 2v17, not 2v29 \(2v18 to 2v29 of .* restart/ });
});

test('no release that restarts when code is sent is ever offered', () => {
  assert.ok(RELEASES.every(({ build, version }) => !hasKnownFault(build, version)));
  assert.deepEqual(
    ['2v17', '2v18', '2v23', '2v29', '2v29.12', '2v30'].map((version) => hasKnownFault('512kb', version)),
    [false, true, true, true, false, false],
  );
});

const BOOTS = pretendedEspruino().parts.boot;

function own(parts: [offset: number, bytes: Buffer][], flashBytes = MB) {
  const source = {
    kind: 'parts',
    parts: parts.map(([offset, bytes]) => ({ offset, base64: bytes.toString('base64') })),
  };
  return loadImage(source as ImageSource, { flashBytes, cacheFolder: '/none' });
}

test("files of a person's own are written as they are, headers too", async () => {
  const image = await own([
    [0x10000, Buffer.from('more')],
    [0, BOOTS],
  ]);
  const parts = partsToWrite(image, { flashBytes: MB, mode: 'dio', currentRfData: undefined, isErased: true });
  assert.deepEqual(parts, [
    { address: 0, bytes: BOOTS },
    { address: 0x10000, bytes: Buffer.from('more') },
  ]);
});

const OWN_FAULTS: [string, [number, Buffer][], string][] = [
  [
    'that overlap',
    [
      [0, BOOTS],
      [0x1000, Buffer.alloc(0x1001)],
      [0x2000, Buffer.from('x')],
    ],
    'image-bad',
  ],
  ['beyond the end of the flash', [[0xff000, Buffer.alloc(4097)]], 'image-too-large'],
  ['that are empty', [[0x1000, Buffer.alloc(0)]], 'image-bad'],
  ['that cannot be booted at address 0', [[0, Buffer.from('hello')]], 'image-bad'],
  ['that are cut off at address 0', [[0, BOOTS.subarray(0, 4000)]], 'image-bad'],
];
for (const [what, parts, code] of OWN_FAULTS) {
  test(`files ${what} are ${code}`, () => assert.rejects(own(parts), { code }));
}

test('what is no file is not read: a device may have no end, a pipe no beginning', () =>
  assert.rejects(
    loadImage(
      { kind: 'file', path: devNull === '/dev/null' ? '/dev/zero' : devNull },
      { flashBytes: MB, cacheFolder: '/none' },
    ),
    { code: 'image-not-found' },
  ));

import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readdir, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { FlashError } from '../nodes/esp8266-flash/flash-error';
import { type FetchOptions, fetchImage } from '../nodes/esp8266-flash/image/fetched-image';
import { ImageCache, sha256Of } from '../nodes/esp8266-flash/image/image-cache';
import { serveFiles } from './file-server';

const IMAGE = Buffer.from('an image');
const SHA256 = sha256Of(IMAGE);

async function cacheFolder(t: TestContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'images-'));
  t.after(() => rm(folder, { recursive: true, force: true }));
  return join(folder, 'not', 'there yet');
}

/** Fetches what a server of this machine has; `asked` counts how often it was asked. */
async function fetcher(t: TestContext, served: () => Buffer = () => IMAGE) {
  const { url, paths } = await serveFiles(t, (response) => response.end(served()));
  const folder = await cacheFolder(t);
  const base = { name: 'x.bin', url: new URL('x.bin', url), mostBytes: 1000, cache: new ImageCache(folder) };
  const fetch = (change: Partial<FetchOptions> = {}, parse = (bytes: Buffer) => bytes) =>
    fetchImage({ ...base, log: () => {}, ...change }, parse);
  return { fetch, folder, asked: () => paths.length };
}

test('an image is fetched once', async (t) => {
  const { fetch, asked, folder } = await fetcher(t);
  assert.deepEqual([await fetch(), await fetch()], [IMAGE, IMAGE]);
  assert.equal(asked(), 1);
  assert.deepEqual(await readdir(folder), [`x.bin.${SHA256}`]);
});

test('an image that was damaged since is fetched anew', async (t) => {
  const { fetch, asked, folder } = await fetcher(t);
  await fetch();
  await writeFile(join(folder, `x.bin.${SHA256}`), 'an imagX');
  assert.deepEqual(await fetch(), IMAGE);
  assert.equal(asked(), 2);
  assert.deepEqual(await new ImageCache(folder).find('x.bin'), IMAGE);
});

test('with a checksum only the image that has it is taken from what is kept', async (t) => {
  let served = Buffer.from('another');
  const { fetch } = await fetcher(t, () => served);
  await fetch();
  served = IMAGE;
  assert.deepEqual(await fetch({ sha256: SHA256 }), IMAGE);
});

const REFUSED: [string, Partial<FetchOptions>, string, RegExp][] = [
  ['of another checksum', { sha256: 'a'.repeat(64) }, 'image-checksum', /x\.bin must be aaaa.*, it is [\da-f]{64}$/],
  ['of another length', { bytes: 9 }, 'image-bad', /x\.bin must have 9 bytes, 8 came$/],
];
for (const [what, change, code, detail] of REFUSED) {
  test(`an image ${what} is ${code}, and not kept`, async (t) => {
    const { fetch, folder } = await fetcher(t);
    await assert.rejects(fetch(change), (error) => {
      assert.ok(error instanceof FlashError && error.code === code);
      return detail.test(String(error.values.detail));
    });
    assert.deepEqual(await readdir(folder).catch(() => []), []);
  });
}

test('what is no image is not kept', async (t) => {
  const { fetch, folder } = await fetcher(t);
  const parse = () => {
    throw new FlashError('image-bad', { detail: 'no image' });
  };
  await assert.rejects(fetch({}, parse), { code: 'image-bad' });
  assert.deepEqual(await readdir(folder).catch(() => []), []);
});

test('ten jobs that fetch the same image at once do each other no harm', async (t) => {
  const { fetch, folder } = await fetcher(t);
  const images = await Promise.all(Array.from({ length: 10 }, () => fetch()));
  assert.ok(images.every((image) => image.equals(IMAGE)));
  assert.deepEqual(await readdir(folder), [`x.bin.${SHA256}`]);
});

test('an image that cannot be kept is good all the same, and the log says so', async (t) => {
  const { fetch, folder } = await fetcher(t);
  await mkdir(join(folder, '..'), { recursive: true });
  await writeFile(folder, 'a file where the folder should be');
  const lines: string[] = [];
  assert.deepEqual(await fetch({ log: (line) => lines.push(line) }), IMAGE);
  assert.match(lines.at(-1) ?? '', /^not kept for the next time: /);
});

test('what a job that was ended left behind goes when the next one keeps its image', async (t) => {
  const { fetch, folder } = await fetcher(t);
  await mkdir(folder, { recursive: true });
  const [old, recent] = ['x.bin.1.part', 'x.bin.2.part'].map((name) => join(folder, name)) as [string, string];
  await writeFile(old, 'half');
  await writeFile(recent, 'being written');
  await utimes(old, new Date(0), new Date(0));
  await fetch();
  assert.deepEqual((await readdir(folder)).sort(), ['x.bin.2.part', `x.bin.${SHA256}`].sort());
});

test('a folder or a link to a device in the place of an image is removed, and the image fetched', async (t) => {
  const { fetch, folder, asked } = await fetcher(t);
  for (const plant of [(path: string) => mkdir(path), (path: string) => symlink('/dev/zero', path)]) {
    await rm(folder, { recursive: true, force: true });
    await mkdir(folder, { recursive: true });
    await plant(join(folder, `x.bin.${SHA256}`));
    assert.deepEqual(await fetch(), IMAGE);
  }
  assert.equal(asked(), 2);
  assert.deepEqual(await readdir(folder), [`x.bin.${SHA256}`]);
});

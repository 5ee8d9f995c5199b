import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { type TestContext, test } from 'node:test';
import { gunzipSync } from 'node:zlib';
import { ImageServer } from '../simulator/image-server';

async function startServer(t: TestContext): Promise<ImageServer> {
  const server = await ImageServer.start();
  t.after(() => server.close());
  return server;
}

const FILES: [name: string, bytes: number][] = [
  ['espruino_2v29_esp8266_4mb_combined_4096.bin', 4_194_304],
  ['espruino_2v29_esp8266_combined_512.bin', 524_288],
  ['espruino_2v17_esp8266_combined_512.bin', 524_288],
];

for (const [name, bytes] of FILES) {
  test(`${name} comes whole, with its length said`, async (t) => {
    const { url } = await startServer(t);
    const response = await fetch(url + name);
    assert.equal(response.headers.get('content-length'), String(bytes));
    assert.equal((await response.arrayBuffer()).byteLength, bytes);
  });
}

test('its own address lists each file with its address, its size and its SHA-256', async (t) => {
  const { url } = await startServer(t);
  const response = await fetch(url);
  assert.equal(response.headers.get('content-type'), 'text/plain');
  const list = await response.text();
  for (const [name, bytes] of FILES) {
    const content = Buffer.from(await (await fetch(url + name)).arrayBuffer());
    const sha256 = createHash('sha256').update(content).digest('hex');
    assert.ok(list.includes(`${url}${name}\n  ${bytes} bytes\n  SHA-256 ${sha256}\n`), list);
  }
  assert.equal(list.match(/SHA-256/g)?.length, 8);
});

test('an archive holds the files of a release in one folder', async (t) => {
  const { url } = await startServer(t);
  const response = await fetch(`${url}espruino_2v29_esp8266_4mb.tgz`);
  const tar = gunzipSync(Buffer.from(await response.arrayBuffer()));
  assert.equal(
    tar.toString('latin1', 0, 100).replaceAll('\0', ''),
    'espruino_2v29_esp8266_4mb/espruino_esp8266_user1.bin',
  );
  assert.equal(tar.toString('latin1', 257, 262), 'ustar');
});

test('what is no file of a release is not found, and neither is anything on demand', async (t) => {
  const server = await startServer(t);
  assert.equal((await fetch(`${server.url}espruino.bin`)).status, 404);
  server.fault = 'not found';
  assert.equal((await fetch(`${server.url}espruino_2v29_esp8266_4mb.tgz`)).status, 404);
  assert.deepEqual(server.requests, ['espruino.bin', 'espruino_2v29_esp8266_4mb.tgz']);
});

test('a truncated file ends in the middle', async (t) => {
  const server = await startServer(t);
  server.fault = 'truncated';
  const response = await fetch(`${server.url}espruino_2v29_esp8266_combined_512.bin`);
  await assert.rejects(response.arrayBuffer());
});

test('a wrong byte does not change the length', async (t) => {
  const server = await startServer(t);
  const name = 'espruino_2v29_esp8266_combined_512.bin';
  const right = Buffer.from(await (await fetch(server.url + name)).arrayBuffer());
  server.fault = 'wrong bytes';
  const wrong = Buffer.from(await (await fetch(server.url + name)).arrayBuffer());
  assert.equal(wrong.length, right.length);
  assert.equal(wrong.filter((byte, index) => byte !== right[index]).length, 1);
});

test('a stalled file never ends', async (t) => {
  const server = await startServer(t);
  server.fault = 'stalled';
  const response = await fetch(`${server.url}espruino_2v29_esp8266_combined_512.bin`, {
    signal: AbortSignal.timeout(200),
  });
  await assert.rejects(response.arrayBuffer(), { name: 'TimeoutError' });
});

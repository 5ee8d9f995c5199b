import assert from 'node:assert/strict';
import type { ServerResponse } from 'node:http';
import { type TestContext, test } from 'node:test';
import { FlashError, type FlashErrorCode } from '../nodes/esp8266-flash/flash-error';
import { type DownloadOptions, download } from '../nodes/esp8266-flash/image/download';
import { serveFiles } from './file-server';

const SETTINGS = { mostBytes: 1000 };

async function fetchFrom(
  t: TestContext,
  answer: (response: ServerResponse) => void,
  options: Partial<DownloadOptions> = {},
) {
  const { url } = await serveFiles(t, answer);
  return download(new URL('x.bin?key=secret', url), { ...SETTINGS, ...options });
}

function fault(code: FlashErrorCode, detail: RegExp) {
  return (error: unknown) => {
    assert.ok(error instanceof FlashError);
    assert.equal(error.code, code);
    assert.match(String(error.values.detail), detail);
    assert.doesNotMatch(String(error.values.detail), /secret/);
    return true;
  };
}

test('the bytes come whole, and how many are there is told', async (t) => {
  const told: (number | undefined)[][] = [];
  const bytes = await fetchFrom(t, (response) => response.setHeader('content-length', 5).end('image'), {
    onBytes: (...counts) => told.push(counts),
  });
  assert.equal(bytes.toString(), 'image');
  assert.deepEqual(told.at(-1), [5, 5]);
});

test('a server need not say how much it sends', async (t) => {
  const bytes = await fetchFrom(t, (response) => {
    response.write('ima');
    response.end('ge');
  });
  assert.equal(bytes.toString(), 'image');
});

const FAULTS: [string, (response: ServerResponse) => void, FlashErrorCode, RegExp][] = [
  ['says 404', (r) => r.writeHead(404).end(), 'image-not-found', /\/x\.bin answers 404 Not Found$/],
  ['says 503', (r) => r.writeHead(503).end(), 'image-unreachable', /answers 503 Service Unavailable$/],
  ['hangs up', (r) => r.destroy(), 'image-unreachable', /x\.bin: socket hang up$/],
  [
    'hangs up in between',
    (r) => r.writeHead(200, { 'content-length': 5 }).write('im', () => r.destroy()),
    'image-bad',
    /must have 5 bytes, 2 came$/,
  ],
  ['sends too much', (r) => r.end(Buffer.alloc(1001)), 'image-bad', /must have at most 1000 bytes, and has more$/],
  [
    'leads round in a circle',
    (r) => r.writeHead(302, { location: '/x.bin' }).end(),
    'image-unreachable',
    /more than 5 times$/,
  ],
  [
    'leads to a host without https',
    (r) => r.writeHead(302, { location: 'http://localhost/x' }).end(),
    'image-unreachable',
    /leads to an address that is not https$/,
  ],
  [
    'leads to a file',
    (r) => r.writeHead(301, { location: 'file:///etc/passwd' }).end(),
    'image-unreachable',
    /not https$/,
  ],
];
for (const [what, answer, code, detail] of FAULTS) {
  test(`a server that ${what} is ${code}`, (t) => assert.rejects(fetchFrom(t, answer), fault(code, detail)));
}

for (const [what, answer] of [
  ['says nothing', () => {}],
  ['falls silent', (r: ServerResponse) => r.writeHead(200, { 'content-length': 5 }).write('im')],
] as const) {
  test(`a server that ${what} is image-unreachable`, (t) =>
    assert.rejects(fetchFrom(t, answer, { silenceMs: 100 }), fault('image-unreachable', /is silent for 0\.1 s$/)));
}

test('a port without a server is image-unreachable', () =>
  assert.rejects(download(new URL('http://127.0.0.1:1/x'), SETTINGS), fault('image-unreachable', /ECONNREFUSED/)));

test('a name that no machine has is image-unreachable', () =>
  assert.rejects(
    download(new URL('http://nobody.invalid/x'), SETTINGS),
    fault('image-unreachable', /nobody\.invalid/),
  ));

test('a redirect on the same host is followed', async (t) => {
  const { url, paths } = await serveFiles(t, (response, { url: path }) =>
    path === '/old' ? response.writeHead(301, { location: 'new' }).end() : response.end('image'),
  );
  assert.equal((await download(new URL('old', url), SETTINGS)).toString(), 'image');
  assert.deepEqual(paths, ['/old', '/new']);
});

for (const [when, answer] of [
  ['before the answer', () => {}],
  ['in between', (r: ServerResponse) => r.writeHead(200, { 'content-length': 5 }).write('im')],
] as const) {
  test(`cancelled ${when}, it ends at once`, async (t) => {
    const cancellation = new AbortController();
    const fetched = fetchFrom(
      t,
      (response) => {
        answer(response);
        setImmediate(() => cancellation.abort());
      },
      { signal: cancellation.signal },
    );
    await assert.rejects(fetched, { code: 'cancelled' });
  });
}

test('cancelled before it begins, nothing is asked for', async (t) => {
  const { url, paths } = await serveFiles(t, (response) => response.end());
  await assert.rejects(download(new URL(url), { ...SETTINGS, signal: AbortSignal.abort() }), { code: 'cancelled' });
  assert.deepEqual(paths, []);
});

test('a server that sends a byte now and then is given up after a time', async (t) => {
  const fetched = fetchFrom(
    t,
    (response) => {
      const drip = setInterval(() => response.write('x'), 5);
      response.once('close', () => clearInterval(drip));
    },
    { patienceMs: 100 },
  );
  await assert.rejects(fetched, fault('image-unreachable', /has not sent it in 0\.1 s$/));
});

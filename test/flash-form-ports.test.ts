import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Locator } from 'playwright-core';
import type { ListedPort } from '../nodes/esp8266-flash/job/worker-messages';
import type { Editor } from './browser/editor';
import { Workbench } from './browser/workbench';

let workbench: Workbench;
before(async () => {
  workbench = await Workbench.start();
});
after(() => workbench?.stop());

const FIRST: ListedPort = { path: '/dev/ttyUSB0', maker: 'WCH', product: 'CH340' };
const SECOND: ListedPort = { path: '/dev/ttyUSB1', stablePath: '/dev/serial/by-id/usb-cp', maker: 'Silicon Labs' };
const ALWAYS = [
  'the only board that is plugged in',
  'Simulated board (no hardware)',
  'another port, or a port of another machine…',
];

/** Answers for the runtime: the ports are those in `ports` at that moment. */
function plugIn(editor: Editor, ports: ListedPort[]): Promise<unknown> {
  return editor.page.route('**/esp8266-flash/ports', (route) => route.fulfill({ json: ports }));
}

function choice(editor: Editor): Locator {
  return editor.page.locator('#node-esp8266-port-choice');
}

test('a port appears in the open form when a board is plugged in, and keeps its place when that is taken away', async (t) => {
  const editor = await workbench.openFlasher(t);
  const ports: ListedPort[] = [];
  await plugIn(editor, ports);
  await editor.edit('flasher');
  assert.deepEqual(await choice(editor).locator('option').allInnerTexts(), ALWAYS);
  ports.push(FIRST, SECOND);
  await choice(editor).locator('option', { hasText: 'WCH CH340 · /dev/ttyUSB0' }).waitFor({ state: 'attached' });
  await choice(editor).selectOption('/dev/serial/by-id/usb-cp');
  assert.equal(await editor.field('port').inputValue(), '/dev/serial/by-id/usb-cp');
  ports.length = 0;
  const gone = '/dev/serial/by-id/usb-cp – not there now';
  await choice(editor).locator('option', { hasText: gone }).waitFor({ state: 'attached' });
  assert.equal(await choice(editor).inputValue(), '/dev/serial/by-id/usb-cp');
});

test('a port that was chosen by the path that changes is still known by it', async (t) => {
  const editor = await workbench.openFlasher(t, { port: '/dev/ttyUSB1' });
  await plugIn(editor, [SECOND]);
  await editor.edit('flasher');
  await choice(editor).locator('option', { hasText: 'Silicon Labs · /dev/ttyUSB1' }).waitFor({ state: 'attached' });
  assert.equal(await choice(editor).inputValue(), '/dev/ttyUSB1');
});

test('a port of another machine is typed', async (t) => {
  const editor = await workbench.openFlasher(t);
  await editor.edit('flasher');
  await editor.field('port').waitFor({ state: 'hidden' });
  await choice(editor).selectOption(ALWAYS[2] ?? '');
  await editor.enter('port', 'rfc2217://192.168.1.7:4000');
  await editor.done();
  await editor.deploy();
  assert.equal((await workbench.savedNode('flasher'))?.port, 'rfc2217://192.168.1.7:4000');
  await editor.edit('flasher');
  await editor.field('port').waitFor({ state: 'visible' });
});

test('the simulated board is chosen like a port', async (t) => {
  const editor = await workbench.openFlasher(t);
  await editor.edit('flasher');
  await choice(editor).selectOption('simulated');
  await editor.dialog.getByText('Nothing has to be plugged in').waitFor();
  await editor.done();
  await editor.deploy();
  assert.equal((await workbench.savedNode('flasher'))?.port, 'simulated');
});

for (const [status, words] of [
  [401, 'needs the permission esp8266-flash.read'],
  [500, 'The ports of this machine cannot be listed. serialport does not load'],
] as const) {
  test(`why no ports are listed is told after an answer ${status}`, async (t) => {
    const editor = await workbench.openFlasher(t, { port: '/dev/ttyUSB0' });
    const json = { text: 'serialport does not load' };
    await editor.page.route('**/esp8266-flash/ports', (route) => route.fulfill({ status, json }));
    await editor.edit('flasher');
    await editor.page.locator('#node-esp8266-ports-problem', { hasText: words }).waitFor();
    assert.equal(await choice(editor).inputValue(), '/dev/ttyUSB0');
  });
}

import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, type TestContext, test } from 'node:test';
import { SimulatedChip } from '../simulator/chip';
import { Rfc2217Server } from '../simulator/rfc2217-server';
import type { Editor } from './browser/editor';
import { Workbench } from './browser/workbench';
import { freePort } from './node-red/free-port';

let workbench: Workbench;
before(async () => {
  workbench = await Workbench.start();
});
after(() => workbench?.stop());

async function start(editor: Editor): Promise<void> {
  await editor.dialog.getByRole('button', { name: 'Flash now' }).click();
  await editor.page.getByRole('button', { name: 'Flash', exact: true }).click();
}

test('what will happen is said before it happens, and nothing happens without a yes', async (t) => {
  const editor = await workbench.openFlasher(t, { port: '/dev/ttyUSB7', erase: true });
  const requests: string[] = [];
  editor.page.on('request', (request) => request.method() === 'POST' && requests.push(request.url()));
  await editor.edit('flasher');
  await editor.dialog.getByRole('button', { name: 'Flash now' }).click();
  const question = editor.page.locator('.red-ui-notification');
  assert.match(
    (await question.textContent()) ?? '',
    /on the board at \/dev\/ttyUSB7\..*The whole flash is erased before/s,
  );
  await editor.screenshot('flash-form-confirm');
  await question.getByRole('button', { name: 'Not now' }).click();
  await question.waitFor({ state: 'detached' });
  assert.deepEqual(requests, []);
});

test('settings that are not deployed must be deployed first', async (t) => {
  const editor = await workbench.openFlasher(t);
  await editor.edit('flasher');
  const button = editor.dialog.getByRole('button', { name: 'Flash now' });
  assert.ok(await button.isEnabled());
  await editor.enter('interval', '2000');
  await editor.dialog.getByText('Deploy first').waitFor();
  assert.ok(await button.isDisabled());
  await editor.enter('interval', '1000');
  assert.ok(await button.isEnabled());
  await editor.enter('interval', '2000');
  await editor.done();
  await editor.edit('flasher');
  await editor.dialog.getByText('Deploy first').waitFor();
});

const REFUSALS = [
  [401, {}, 'needs the permission esp8266-flash.write'],
  [403, {}, 'needs the permission esp8266-flash.write'],
  [404, {}, 'Deploy first'],
  [409, { text: '"Other" is at work on /dev/ttyUSB0.' }, 'Not started: "Other" is at work on /dev/ttyUSB0.'],
  [409, {}, 'a job is at work already'],
  [500, {}, 'Node-RED does not answer'],
] as const;

test('an answer that refuses the start is told in words', async (t) => {
  const editor = await workbench.openFlasher(t);
  await editor.edit('flasher');
  for (const [status, json, words] of REFUSALS) {
    await editor.page.route('**/esp8266-flash/flasher/start', (route) => route.fulfill({ status, json }), { times: 1 });
    await start(editor);
    await editor.page.locator('#node-esp8266-hint', { hasText: words }).waitFor();
    await editor.page.locator('.red-ui-notification').waitFor({ state: 'detached' });
  }
});

test('a refusal has the colour of errors, a hint has not', async (t) => {
  const editor = await workbench.openFlasher(t);
  await editor.edit('flasher');
  const said = editor.page.locator('#node-esp8266-hint');
  const error = editor.page.locator('#node-esp8266-error-interval');
  const colour = (element: typeof said) => element.evaluate((one) => `${getComputedStyle(one).color}`);
  await editor.page.route('**/esp8266-flash/flasher/start', (route) => route.fulfill({ status: 500 }), { times: 1 });
  await start(editor);
  await said.filter({ hasText: 'Node-RED does not answer' }).waitFor();
  assert.equal(await colour(said), await colour(error));
  await editor.enter('interval', '2000');
  await said.filter({ hasText: 'Deploy first' }).waitFor();
  assert.notEqual(await colour(said), await colour(error));
});

test('what is wrong in the settings is said before the question, with the label of the form', async (t) => {
  const imageParts = [{ offset: '0x1001', path: '/data/app.bin' }];
  const editor = await workbench.openFlasher(t, { request: 'image', imageSource: 'parts', imageParts });
  await editor.edit('flasher');
  await editor.dialog.getByRole('button', { name: 'Flash now' }).click();
  await editor.page.locator('#node-esp8266-hint', { hasText: 'Not started: Files: expected a file and' }).waitFor();
  assert.equal(await editor.page.locator('.red-ui-notification').count(), 0);
  await editor.screenshot('flash-form-refused');
});

/** A chip whose line takes its time, as a port on the network. */
async function slowChip(t: TestContext): Promise<string> {
  const chip = new SimulatedChip({ isWireTimed: true });
  chip.powerOn();
  const server = await Rfc2217Server.start(chip);
  t.after(async () => {
    await server.close();
    chip.powerOff();
  });
  return server.url;
}

/** The properties of a node that writes so many bytes that nothing can make smaller. */
function writingNode(t: TestContext, port: string, bytes: number): object {
  const folder = mkdtempSync(join(tmpdir(), 'flash-form-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const path = join(folder, 'data.bin');
  writeFileSync(path, randomBytes(bytes));
  return { port, request: 'image', imageSource: 'parts', imageParts: [{ offset: '0x100000', path }] };
}

test('while a chip is written the bar moves from left to right', async (t) => {
  const editor = await workbench.openFlasher(t, writingNode(t, await slowChip(t), 250_000));
  await editor.edit('flasher');
  await start(editor);
  const bar = editor.page.locator('#node-esp8266-phases [aria-current="step"] [aria-valuenow]');
  await bar.waitFor();
  const watch = `new Promise((resolve) => {
    const seen = [];
    const bar = document.querySelector('[aria-current="step"] [aria-valuenow]');
    new MutationObserver(() => bar.ariaValueNow === null ? resolve(seen) : seen.push(Number(bar.ariaValueNow)))
      .observe(bar, { attributes: true, attributeFilter: ['aria-valuenow'] });
  })`;
  const seen = (await editor.page.evaluate(watch)) as number[];
  assert.ok(new Set(seen).size >= 3, `${seen}`);
  assert.deepEqual(
    [...seen].sort((one, other) => one - other),
    seen,
  );
  await editor.dialog.getByText('bytes are written and verified').waitFor();
});

test('a job is cancelled from the form, and it says what the chip holds', async (t) => {
  const editor = await workbench.openFlasher(t, writingNode(t, await slowChip(t), 1_000_000));
  await editor.edit('flasher');
  await start(editor);
  await editor.page.locator('#node-esp8266-phases [data-state="current"]', { hasText: 'Write' }).waitFor();
  await editor.page.locator('#node-esp8266-cancel').click();
  await editor.dialog.getByText('The job was cancelled.').waitFor();
  await editor.dialog.getByText('no working Espruino now').waitFor();
});

test('the simulated board is flashed from the form, up to the number in the flow', async (t) => {
  const port = String(await freePort());
  const editor = await workbench.openFlow(t, [
    { id: 'flasher', type: 'esp8266-flash', port: 'simulated', serverPort: port },
    { id: 'receiver', type: 'esp8266-tcp-in', port },
  ]);
  await editor.edit('flasher');
  await start(editor);
  await editor.dialog.getByText('its first reading is in the flow').waitFor({ timeout: 60_000 });
  const done = editor.page.locator('#node-esp8266-phases [data-state="done"]');
  await done.nth(8).waitFor(); // the text may be shown a moment before the last of them
  assert.equal(await done.count(), 9);
  await editor.screenshot('flash-form-done');
});

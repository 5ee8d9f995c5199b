import assert from 'node:assert/strict';
import { networkInterfaces } from 'node:os';
import { after, before, test } from 'node:test';
import { reachableAddresses } from '../nodes/reachable-addresses';
import { Workbench } from './browser/workbench';
import { send } from './node-red/client';
import { freePort } from './node-red/free-port';

let workbench: Workbench;
before(async () => {
  workbench = await Workbench.start();
});
after(() => workbench?.stop());

const DEFAULTS = {
  name: '',
  bindAddress: '',
  payloadType: 'auto',
  topic: '',
  topicType: 'device',
  frameEnd: 'line',
  counterMode: 'auto',
  answerWhen: 'handed',
  confirmTimeout: '4',
  contextStore: '',
  offlineAfter: '5',
  maxFrameBytes: '512',
  idleTimeout: '30',
  maxConnections: '1000',
  maxConnectionsPerAddress: '100',
  allowedAddresses: '',
};

test('a node that is imported with type and port alone shows the defaults and saves them', async (t) => {
  const editor = await workbench.openEditor(t);
  await editor.import([{ id: 'imported', type: 'esp8266-tcp-in', port: '3000' }]);
  const id = await editor.page.locator('.red-ui-flow-node-selected').getAttribute('id');
  assert.ok(id);
  await editor.edit(id);
  for (const [property, value] of Object.entries({ port: '3000', ...DEFAULTS })) {
    assert.equal(await editor.field(property).inputValue(), value, property);
  }
  assert.equal(await editor.page.locator('.esp8266-form .input-error').count(), 0);
  await editor.dialog.getByText('once the node is deployed').waitFor();
  await editor.screenshot('form-imported');
  await editor.done();
  await editor.deploy();
  const { z: _z, x: _x, y: _y, ...saved } = (await workbench.savedNode(id)) ?? {};
  const others = { signed: false, inputs: 0, wires: [[], []] };
  assert.deepEqual(saved, { id, type: 'esp8266-tcp-in', port: '3000', ...DEFAULTS, ...others });
});

test('what is edited is deployed, and still there when the dialog is opened again', async (t) => {
  const editor = await workbench.openEditor(t);
  await editor.edit('receiver');
  await editor.dialog.getByText('Limits and control').click();
  for (const [property, value] of Object.entries(EDITED)) await editor.enter(property, value);
  for (const [property, value] of Object.entries(CHOSEN)) await editor.field(property).selectOption(value);
  await editor.dialog.getByLabel('Topic', { exact: true }).click();
  await editor.page.locator('.red-ui-typedInput-options:visible').getByText('string').click();
  await editor.page.locator('#node-esp8266-topic-text').fill('chips/garden');
  await editor.done();
  await editor.deploy();
  const expected = { ...EDITED, ...CHOSEN, topic: 'chips/garden', topicType: 'str' };
  const saved = await workbench.savedNode('receiver');
  for (const [property, value] of Object.entries(expected)) assert.equal(saved?.[property], value, property);
  await editor.edit('receiver');
  for (const [property, value] of Object.entries(expected)) {
    assert.equal(await editor.field(property).inputValue(), value, property);
  }
  assert.ok(await editor.field('maxFrameBytes').isVisible(), 'limits that were changed are not folded away');
});

test('a flow says that its node has a key, until that is taken away', async (t) => {
  const editor = await workbench.openEditor(t);
  for (const [key, signed] of [
    ['the key of this year', true],
    ['', false],
  ] as const) {
    await editor.edit('receiver');
    await editor.enter('key', key);
    await editor.done();
    await editor.deploy();
    assert.equal((await workbench.savedNode('receiver'))?.signed, signed);
  }
});

const EDITED = {
  name: 'Garden',
  port: '3999',
  bindAddress: '127.0.0.1',
  confirmTimeout: '30',
  offlineAfter: '2.5',
  maxFrameBytes: '1024',
  idleTimeout: '0',
  maxConnections: '20',
  maxConnectionsPerAddress: '2',
  allowedAddresses: '192.168.4.0/24, fd00::/8, 127.0.0.1',
};
const CHOSEN = { payloadType: 'JSON', frameEnd: 'connection', counterMode: 'never', answerWhen: 'confirmed' };

test('the table shows the devices that are heard now', async (t) => {
  const port = await freePort();
  const editor = await workbench.openEditor(t, { port: String(port) });
  await editor.edit('receiver');
  await editor.dialog.getByText('No device heard yet').waitFor();
  await send(t, port, '{"id":"esp8266-5ccf7f0a1b2c","boot":7,"seq":120,"age":0,"every":0,"readings":[120]}\r\n');
  await send(t, port, '{"id":"esp8266-5ccf7f0a1b2c","boot":7,"seq":124,"age":0,"every":0,"readings":[124]}\r\n');
  const row = editor.page.locator('.esp8266-devices tr', { hasText: 'esp8266-5ccf7f0a1b2c' });
  await row.waitFor();
  const [device, value, heard, missed, restarts] = await row.locator('td').allInnerTexts();
  assert.deepEqual([device, value, missed, restarts], ['esp8266-5ccf7f0a1b2c', '124', '3', '0']);
  assert.match(heard ?? '', /^(now|\ds ago)$/);
  await editor.screenshot('form-devices');
});

test('the addresses of this machine are told', async () => {
  const response = await fetch(new URL('esp8266-tcp-in/addresses', workbench.nodeRed.url));
  assert.deepEqual(await response.json(), reachableAddresses(networkInterfaces()));
});

test('an address is shown with the port that is typed, and can be copied', async (t) => {
  const editor = await workbench.openEditor(t);
  const addresses = [
    { address: '192.168.1.20', networkInterface: 'wlan0' },
    { address: '10.0.0.5', networkInterface: 'eth0' },
  ];
  await editor.page.route('**/esp8266-tcp-in/addresses', (route) => route.fulfill({ json: addresses }));
  await editor.edit('receiver');
  await editor.enter('port', '3001');
  const shown = editor.page.locator('#node-esp8266-reach code');
  assert.deepEqual(await shown.allInnerTexts(), ['192.168.1.20:3001', '10.0.0.5:3001']);
  await editor.dialog.getByLabel('Copy 192.168.1.20:3001').click();
  assert.equal(await editor.page.evaluate('navigator.clipboard.readText()'), '192.168.1.20:3001');
  await editor.enter('bindAddress', '10.0.0.5');
  assert.deepEqual(await shown.allInnerTexts(), ['10.0.0.5:3001']);
  await editor.enter('bindAddress', '127.0.0.1');
  await editor.dialog.getByText('no network address of this machine').waitFor();
});

test('the input port comes and goes with its setting as soon as the dialog is done', async (t) => {
  const editor = await workbench.openEditor(t);
  const input = editor.node('receiver').locator('.red-ui-flow-port-input');
  assert.equal(await input.count(), 0);
  await editor.edit('receiver');
  await editor.dialog.getByText('Limits and control').click();
  await editor.dialog.getByLabel('Input').check();
  await editor.done();
  await input.waitFor();
  await editor.deploy();
  assert.equal((await workbench.savedNode('receiver'))?.inputs, 1);
  await editor.edit('receiver');
  await editor.dialog.getByLabel('Input').uncheck();
  await editor.done();
  await input.waitFor({ state: 'detached' });
});

test('every field has a label, and the tab key goes through them from top to bottom', async (t) => {
  const editor = await workbench.openEditor(t, { maxConnections: '7' });
  await editor.page.route('**/esp8266-tcp-in/addresses', (route) => route.fulfill({ json: [] }));
  await editor.edit('receiver');
  for (const label of LABELS) await editor.dialog.getByLabel(label, { exact: true }).waitFor();
  await editor.field('name').focus();
  const visited: string[] = [];
  for (const _ of TAB_ORDER.split(' ')) {
    visited.push(await editor.page.evaluate('document.activeElement.id || document.activeElement.localName'));
    await editor.page.keyboard.press('Tab');
  }
  assert.equal(visited.join(' ').replace(/node-(input|esp8266)-/g, ''), TAB_ORDER);
});

const LABELS = ['Name', 'Port', 'Address', 'Payload', 'Topic', 'A frame ends', 'Plain numbers'].concat([
  'Answer when',
  'Patience',
  'Remember in',
  'Offline after',
  'Longest frame',
  'Idle timeout',
  'Connections',
  'Per address',
  'Allowed',
  'Input',
]);
const TAB_ORDER =
  'name port bindAddress payloadType topic-type frameEnd counterMode answerWhen confirmTimeout contextStore ' +
  'key button previousKey ' +
  'offlineAfter summary maxFrameBytes ' +
  'idleTimeout maxConnections maxConnectionsPerAddress allowedAddresses control';

for (const colorScheme of ['light', 'dark'] as const) {
  test(`the ${colorScheme} theme leaves every text readable`, async (t) => {
    const editor = await workbench.openEditor(t, { maxFrameBytes: '0' }, colorScheme);
    await editor.edit('receiver');
    const isDark = await editor.page.evaluate("document.documentElement.classList.contains('nr-theme-dark')");
    assert.equal(isDark, colorScheme === 'dark');
    await editor.page.locator('#node-esp8266-reach > *').first().waitFor();
    for (const [text, ratio] of await editor.contrasts('.esp8266-form')) assert.ok(ratio >= 4.5, `${text}: ${ratio}`);
    await editor.screenshot(`form-${colorScheme}`);
  });
}

test('the palette, the ports and the help say what the node is', async (t) => {
  const editor = await workbench.openEditor(t);
  const inPalette = editor.page.locator('.red-ui-palette-node[data-palette-type="esp8266-tcp-in"]');
  assert.match((await inPalette.textContent()) ?? '', /^esp8266\s+in$/);
  const outputs = editor.node('receiver').locator('.red-ui-flow-port-output');
  for (const [index, label] of ['readings', 'events'].entries()) {
    await outputs.nth(index).hover();
    await editor.page.locator('.red-ui-flow-port-tooltip').getByText(label).waitFor();
  }
  await editor.node('receiver').click();
  await editor.page.keyboard.press('Control+g');
  await editor.page.keyboard.press('h');
  const help = editor.page.locator('.red-ui-help');
  await help.getByRole('heading', { name: 'Outputs' }).waitFor();
  await help.locator('dl').getByText('port-busy').first().waitFor();
  await editor.screenshot('help');
});

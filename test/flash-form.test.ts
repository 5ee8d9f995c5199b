import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Workbench } from './browser/workbench';

let workbench: Workbench;
before(async () => {
  workbench = await Workbench.start();
});
after(() => workbench?.stop());

const DEFAULTS = {
  name: '',
  port: '',
  request: 'install',
  wifiMode: 'ap',
  ssid: '',
  channel: '1',
  serverHost: '',
  serverPort: '3000',
  interval: '1000',
  reading: '',
  wire: 'report',
  connection: 'per-packet',
  deviceId: '',
  imageSource: 'release',
  imagePath: '',
  imageUrl: '',
  imageSha256: '',
  programSource: 'firmware',
  script: '',
  baud: '460800',
};

test('a node that is imported with its type alone shows the defaults and saves them', async (t) => {
  const editor = await workbench.openFlow(t, []);
  await editor.import([{ id: 'imported', type: 'esp8266-flash' }]);
  const id = (await editor.page.locator('.red-ui-flow-node-selected').getAttribute('id')) ?? '';
  await editor.edit(id);
  for (const [property, value] of Object.entries(DEFAULTS)) {
    assert.equal(await editor.field(property).inputValue(), value, property);
  }
  assert.equal(await editor.page.locator('.esp8266-form .input-error').count(), 0);
  await editor.done();
  await editor.deploy();
  const { z: _z, x: _x, y: _y, ...saved } = (await workbench.savedNode(id)) ?? {};
  const expected = { id, type: 'esp8266-flash', ...DEFAULTS, telnet: false, erase: false, imageParts: [] };
  assert.deepEqual(saved, { ...expected, wires: [[], []] });
});

test('what is edited is deployed, and still there when the dialog is opened again', async (t) => {
  const editor = await workbench.openFlasher(t);
  await editor.edit('flasher');
  await editor.dialog.getByText('Image and writing').click();
  for (const [property, value] of Object.entries(CHOSEN)) await editor.field(property).selectOption(value);
  for (const [property, value] of Object.entries(EDITED)) await editor.enter(property, value);
  for (const property of ['telnet', 'erase']) await editor.field(property).check();
  await editor.done();
  await editor.deploy();
  const saved = await workbench.savedNode('flasher');
  for (const [property, value] of Object.entries({ ...EDITED, ...CHOSEN, telnet: true, erase: true })) {
    assert.equal(saved?.[property], value, property);
  }
  await editor.edit('flasher');
  for (const [property, value] of Object.entries({ ...EDITED, ...CHOSEN })) {
    assert.equal(await editor.field(property).inputValue(), value, property);
  }
  assert.ok(await editor.field('erase').isVisible(), 'what was changed is not folded away');
});

const CHOSEN = {
  wifiMode: 'station',
  wire: 'plain',
  connection: 'keep-open',
  imageSource: 'url',
  baud: '921600',
};
const EDITED = {
  name: 'Garden',
  ssid: '"Haus" 🏡',
  serverHost: '192.168.1.20',
  serverPort: '3999',
  interval: '250',
  reading: 'analogRead(A0)',
  deviceId: 'garden-1',
  imageUrl: 'https://example.org/espruino.tgz',
  imageSha256: 'a'.repeat(64),
};

test('a password is in no saved and no exported flow', async (t) => {
  const editor = await workbench.openFlow(t, [{ id: 'secretive', type: 'esp8266-flash' }]);
  await editor.edit('secretive');
  await editor.enter('wifiPassword', 'correct horse');
  await editor.done();
  await editor.deploy();
  assert.doesNotMatch(JSON.stringify(await workbench.savedNode('secretive')), /correct horse|wifiPassword/);
  await editor.edit('secretive');
  assert.notEqual(await editor.field('wifiPassword').inputValue(), 'correct horse');
  await editor.page.locator('#node-dialog-cancel').click();
  await editor.node('secretive').click();
  await editor.page.keyboard.press('Control+e');
  const exported = editor.page.locator('#red-ui-clipboard-dialog-export-text');
  assert.match(await exported.inputValue(), /esp8266-flash/);
  assert.doesNotMatch(await exported.inputValue(), /correct horse|wifiPassword/);
});

const SHOWN = {
  install: ['programSource', 'ssid', 'channel', 'reading', 'baud', 'erase'],
  program: ['programSource', 'ssid', 'channel', 'reading'],
  image: ['imageSource', 'baud', 'erase'],
  identify: [],
  erase: [],
  rescue: [],
};

test('only what matters for the request is shown', async (t) => {
  const editor = await workbench.openFlasher(t);
  await editor.edit('flasher');
  await editor.dialog.getByText('Image and writing').click();
  for (const [request, shown] of Object.entries(SHOWN)) {
    await editor.field('request').selectOption(request);
    for (const property of SHOWN.install) {
      assert.equal(
        await editor.field(property).isVisible(),
        (shown as string[]).includes(property),
        `${request} ${property}`,
      );
    }
  }
});

test('a line of files with a bad address, or without a path, is red and says why', async (t) => {
  const editor = await workbench.openFlasher(t, { request: 'image', imageSource: 'parts' });
  await editor.edit('flasher');
  const fault = editor.page.locator('.esp8266-part .esp8266-error');
  const red = editor.page.locator('.esp8266-part .input-error');
  assert.equal(await fault.textContent(), 'expected the path of a file');
  assert.equal(await red.getAttribute('class'), 'esp8266-part-path input-error');
  await editor.page.locator('.esp8266-part-path').fill('/data/boot.bin');
  await editor.page.locator('.esp8266-part-offset').fill('0x1001');
  assert.match((await fault.textContent()) ?? '', /^expected an address, a multiple of 0x1000.*got "0x1001"$/);
  assert.equal(await red.getAttribute('class'), 'esp8266-part-offset input-error');
  await editor.screenshot('flash-form-parts-invalid');
  await editor.page.locator('.esp8266-part-offset').fill('0x1000');
  assert.equal(await red.count(), 0);
});

test('a network to join and one of its own ask for the password in their own words', async (t) => {
  const editor = await workbench.openFlasher(t);
  await editor.edit('flasher');
  const password = editor.field('wifiPassword');
  assert.equal(await password.getAttribute('placeholder'), 'none: open to all');
  await editor.field('wifiMode').selectOption('station');
  assert.equal(await password.getAttribute('placeholder'), 'that of the network; none if it is open');
});

test('files of a person’s own are kept with their addresses', async (t) => {
  const editor = await workbench.openFlasher(t, { request: 'image', imageSource: 'parts' });
  await editor.edit('flasher');
  await editor.page.locator('.esp8266-part-path').fill('/data/boot.bin');
  await editor.dialog.getByText('add a file').click();
  await editor.page.locator('.esp8266-part-offset').last().fill('0x10001');
  await editor.page.locator('.esp8266-part-path').last().fill('/data/app.bin');
  await editor.page.locator('.esp8266-part-offset.input-error').waitFor();
  await editor.page.locator('.esp8266-part-offset').last().fill('0x10000');
  await editor.screenshot('flash-form-image');
  await editor.done();
  await editor.deploy();
  assert.deepEqual((await workbench.savedNode('flasher'))?.imageParts, [
    { offset: '0x0', path: '/data/boot.bin' },
    { offset: '0x10000', path: '/data/app.bin' },
  ]);
});

test('a script of a person’s own is written in the code editor', async (t) => {
  const editor = await workbench.openFlasher(t);
  await editor.edit('flasher');
  await editor.field('programSource').selectOption('script');
  await editor.dialog.getByText('the script is empty').waitFor();
  await editor.page.locator('#node-esp8266-script').click();
  await editor.page.keyboard.type('print(42)');
  await editor.dialog.getByText('expected a script').waitFor({ state: 'hidden' });
  await editor.done();
  await editor.deploy();
  const { script, programSource } = (await workbench.savedNode('flasher')) ?? {};
  assert.deepEqual([script, programSource], ['print(42)', 'script']);
});

test('an open network, an open console and a server that cannot be found are warned of', async (t) => {
  const editor = await workbench.openFlasher(t);
  await editor.edit('flasher');
  const isOpen = editor.dialog.getByText('open to all who are near');
  await isOpen.waitFor();
  await editor.enter('wifiPassword', 'correct horse');
  await isOpen.waitFor({ state: 'hidden' });
  await editor.field('telnet').check();
  await editor.dialog.getByText('read and change everything on it').waitFor();
  await editor.field('wifiMode').selectOption('station');
  await editor.dialog.getByText('give the address of this machine').waitFor();
  await editor.enter('serverHost', '192.168.1.20');
  await editor.dialog.getByText('give the address of this machine').waitFor({ state: 'hidden' });
});

test('the receiving nodes in the flow and this machine’s addresses are offered as the server', async (t) => {
  const receivers = [
    { id: 'receiver', type: 'esp8266-tcp-in', name: 'Garden in', port: '3999' },
    { id: 'flasher', type: 'esp8266-flash' },
  ];
  const editor = await workbench.openFlow(t, receivers);
  const addresses = [{ address: '192.168.1.20', networkInterface: 'wlan0' }];
  await editor.page.route('**/esp8266-flash/targets', (route) => route.fulfill({ json: { listeners: [], addresses } }));
  await editor.edit('flasher');
  await editor.page.locator('#node-esp8266-hosts option[value="192.168.1.20"]').waitFor({ state: 'attached' });
  const port = editor.page.locator('#node-esp8266-server-ports option[value="3999"]');
  assert.equal(await port.textContent(), 'Garden in');
});

for (const colorScheme of ['light', 'dark'] as const) {
  test(`the ${colorScheme} theme leaves every text readable, and each has its words`, async (t) => {
    const editor = await workbench.openFlasher(t, { interval: '0' }, colorScheme);
    await editor.edit('flasher');
    await editor.dialog.getByText('Image and writing').click();
    for (const [text, ratio] of await editor.contrasts('.esp8266-form')) {
      if (text !== 'Flash now') assert.ok(ratio >= 4.5, `${text}: ${ratio}`);
      assert.doesNotMatch(text, /esp8266-flash\./);
    }
    await editor.screenshot(`flash-form-${colorScheme}`);
  });
}

test('every field has a label', async (t) => {
  const editor = await workbench.openFlasher(t, { request: 'install' });
  await editor.edit('flasher');
  await editor.dialog.getByText('Image and writing').click();
  const unlabelled = await editor.page.evaluate(`[...document.querySelectorAll('.esp8266-form :is(input, select)')]
    .filter((field) => field.checkVisibility() && field.labels.length === 0 && !field.ariaLabel).map(({ id }) => id)`);
  assert.deepEqual(unlabelled, []);
});

test('the palette, the ports and the help say what the node is', async (t) => {
  const editor = await workbench.openFlasher(t);
  const inPalette = editor.page.locator('.red-ui-palette-node[data-palette-type="esp8266-flash"]');
  assert.match((await inPalette.textContent()) ?? '', /^esp8266\s+flash$/);
  for (const [kind, index, label] of [
    ['input', 0, 'flash'],
    ['output', 0, 'result'],
    ['output', 1, 'progress'],
  ] as const) {
    await editor.node('flasher').locator(`.red-ui-flow-port-${kind}`).nth(index).hover();
    await editor.page.locator('.red-ui-flow-port-tooltip').getByText(label).waitFor();
  }
  await editor.node('flasher').click();
  await editor.page.keyboard.press('Control+g');
  await editor.page.keyboard.press('h');
  const help = editor.page.locator('.red-ui-help');
  await help.getByRole('heading', { name: 'Outputs' }).waitFor();
  await help.getByText('Mozilla Public License').waitFor();
  assert.equal(await help.locator('dt').count(), 19, 'what has a colon in its description is not taken for one');
  await editor.screenshot('flash-help');
});

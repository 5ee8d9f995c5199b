import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Editor } from './browser/editor';
import { Workbench } from './browser/workbench';

let workbench: Workbench;
before(async () => {
  workbench = await Workbench.start();
});
after(() => workbench?.stop());

const KEPT = { key: 'the key of this year', previousKey: '' };
const BOTH = [
  { id: 'receiver', type: 'esp8266-tcp-in', port: '3999', bindAddress: '127.0.0.1', credentials: KEPT },
  { id: 'flasher', type: 'esp8266-flash', port: 'simulated', credentials: KEPT },
];

for (const { id, ...node } of BOTH) {
  test(`a key that is kept is right in the form of ${node.type}, and stays when the dialog is done`, async (t) => {
    const editor = await workbench.openFlow(t, [{ id, ...node }]);
    await editor.edit(id);
    await editor.dialog.getByText('Kept, and not shown again.').waitFor();
    assert.equal(await editor.page.locator('.esp8266-form .input-error').count(), 0);
    await editor.enter('name', 'Garden');
    await editor.done();
    await editor.deploy();
    await editor.edit(id);
    await editor.dialog.getByText('Kept, and not shown again.').waitFor();
    await editor.screenshot(`form-key-${id}`);
  });
}

test('a key is made and copied at one press, and takes the place of the one kept in the other node', async (t) => {
  const editor = await workbench.openFlow(t, BOTH);
  await editor.edit('receiver');
  await editor.enter('key', '');
  await editor.dialog.getByText('Without a key every chip is taken').waitFor();
  const key = await make(editor);
  assert.match(key, /^[\w-]{32}$/);
  assert.equal(await editor.page.evaluate('navigator.clipboard.readText()'), key);
  assert.notEqual(await make(editor), key);
  await editor.done();
  await editor.edit('flasher');
  await editor.field('key').click();
  await editor.page.keyboard.press('Control+v');
  await editor.dialog.getByText('The chip signs with it.').waitFor();
  assert.equal(await editor.field('key').inputValue(), await editor.page.evaluate('navigator.clipboard.readText()'));
  await editor.done();
  await editor.deploy();
  assert.deepEqual(await keptIn('esp8266-tcp-in', 'receiver'), { has_key: true, has_previousKey: false });
  assert.deepEqual(await keptIn('esp8266-flash', 'flasher'), { has_wifiPassword: false, has_key: true });
});

test('a key that is too short is said to be so, below its field, and nothing else is said', async (t) => {
  const editor = await workbench.openFlow(t, BOTH);
  await editor.edit('flasher');
  await editor.enter('key', 'fifteen letters');
  const message = editor.page.locator('#node-esp8266-error-key');
  assert.equal(await message.textContent(), 'expected none, or 16 to 64 bytes');
  assert.equal(await editor.page.locator('#node-esp8266-key').isVisible(), false);
  const [field, below] = [await editor.field('key').boundingBox(), await message.boundingBox()];
  assert.ok(field && below && below.y >= field.y + field.height && below.x === field.x);
});

test('a key that is made leaves with no export, not even before it is deployed', async (t) => {
  const editor = await workbench.openFlow(t, BOTH);
  await editor.edit('receiver');
  const key = await make(editor);
  await editor.done();
  await editor.page.keyboard.press('Control+a');
  await editor.page.keyboard.press('Control+e');
  const exported = editor.page.locator('#red-ui-clipboard-dialog-export-text');
  const text = await exported.inputValue();
  assert.match(text, /"type": ?"esp8266-tcp-in"/);
  assert.ok(!text.includes(key));
});

async function make(editor: Editor): Promise<string> {
  await editor.dialog.getByRole('button', { name: 'Make one' }).click();
  await editor.dialog.getByText('Made and copied').waitFor();
  return editor.field('key').inputValue();
}

/** What Node-RED tells an editor of the secrets of a node. */
async function keptIn(type: string, id: string): Promise<unknown> {
  return (await fetch(new URL(`credentials/${type}/${id}`, workbench.nodeRed.url))).json();
}

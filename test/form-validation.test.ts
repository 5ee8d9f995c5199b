import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Workbench } from './browser/workbench';

let workbench: Workbench;
before(async () => {
  workbench = await Workbench.start();
});
after(() => workbench?.stop());

test('an invalid value is refused with a message beside its field', async (t) => {
  const editor = await workbench.openEditor(t);
  await editor.edit('receiver');
  await editor.dialog.getByText('Limits and control').click();
  for (const [property, value, message] of REFUSED) {
    await editor.enter(property, value);
    assert.match((await editor.field(property).getAttribute('class')) ?? '', /input-error/, `${property} ${value}`);
    assert.equal(await editor.page.locator(`#node-esp8266-error-${property}`).textContent(), message);
  }
  await editor.field('port').hover();
  await editor.page
    .locator('.red-ui-popover')
    .getByText(/^Port: expected a whole number/)
    .waitFor();
  await editor.screenshot('form-invalid');
});

const REFUSED = [
  ['port', '70000', 'expected a whole number from 1 to 65535, got "70000"'],
  ['port', '1e3', 'expected a whole number from 1 to 65535, got "1e3"'],
  ['port', ' ', 'expected a whole number from 1 to 65535, got " "'],
  ['port', '', 'expected a whole number from 1 to 65535, got nothing'],
  ['port', '<b>1', 'expected a whole number from 1 to 65535, got "<b>1"'],
  ['port', '-1', 'expected a whole number from 1 to 65535, got "-1"'],
  ['offlineAfter', '0', 'expected a number from 0.1 to 86400, got "0"'],
  ['maxFrameBytes', '0', 'expected a whole number from 1 to 16777216, got "0"'],
  ['maxFrameBytes', '16777217', 'expected a whole number from 1 to 16777216, got "16777217"'],
  ['idleTimeout', '86401', 'expected a number from 0 to 86400, got "86401"'],
  ['maxConnections', '1.5', 'expected a whole number from 0 to 100000, got "1.5"'],
  ['maxConnectionsPerAddress', 'many', 'expected a whole number from 0 to 100000, got "many"'],
  ['allowedAddresses', '10.0.0.1, 300.1.1.1', addressMessage('300.1.1.1')],
  ['allowedAddresses', '10.0.0.0/33', addressMessage('10.0.0.0/33')],
  ['allowedAddresses', 'fd00::/129', addressMessage('fd00::/129')],
] as const;

function addressMessage(entry: string): string {
  return `expected addresses (192.168.4.2) or ranges (192.168.4.0/24), got "${entry}"`;
}

test('a message goes when the value is right again, and an environment variable is right', async (t) => {
  const editor = await workbench.openEditor(t, { port: '70000' });
  await editor.edit('receiver');
  const message = editor.page.locator('#node-esp8266-error-port');
  // biome-ignore lint/suspicious/noTemplateCurlyInString: Node-RED's notation for an environment variable
  for (const value of ['${PORT}', '1', '65535']) {
    await editor.enter('port', '0');
    await message.getByText('got "0"').waitFor();
    await editor.enter('port', value);
    await message.waitFor({ state: 'hidden' });
    assert.doesNotMatch((await editor.field('port').getAttribute('class')) ?? '', /input-error/);
  }
});

test('a node with an invalid value is marked, and Deploy asks before it takes it', async (t) => {
  const editor = await workbench.openEditor(t);
  await editor.edit('receiver');
  await editor.enter('port', '70000');
  await editor.done();
  await editor.node('receiver').locator('.red-ui-flow-node-error').waitFor();
  await editor.page.locator('#red-ui-header-button-deploy').click();
  await editor.page.locator('.red-ui-notification').getByText('not properly configured').waitFor();
});

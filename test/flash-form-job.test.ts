import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { JobView } from '../nodes/esp8266-flash/job/job-view';
import { PHASE_NAMES } from '../nodes/esp8266-flash/job/progress';
import type { Editor } from './browser/editor';
import { Workbench } from './browser/workbench';

let workbench: Workbench;
before(async () => {
  workbench = await Workbench.start();
});
after(() => workbench?.stop());

const WRITING: JobView = {
  isRunning: true,
  request: 'install',
  phases: [...PHASE_NAMES],
  phaseMs: { connect: 640, identify: 120, fetch: 2130 },
  phase: 'write',
  percent: 42,
  bytes: 349_000,
  totalBytes: 831_488,
  text: 'Writing to the flash',
  log: ['0.10 phase connect', '2.90 phase write'],
};
const { percent: _percent, bytes: _bytes, totalBytes: _totalBytes, ...UNMEASURED } = WRITING;

/** Answers for the runtime: the job stands as `view` is at that moment. */
function pretend(editor: Editor, view: { now: JobView }): Promise<unknown> {
  return editor.page.route('**/esp8266-flash/flasher/job', (route) => route.fulfill({ json: view.now }));
}

test('the phase, the bar, the bytes and the log of the job are shown', async (t) => {
  const editor = await workbench.openFlasher(t);
  await pretend(editor, { now: WRITING });
  await editor.edit('flasher');
  const line = editor.page.locator('#node-esp8266-phases [aria-current="step"]');
  assert.deepEqual((await line.allInnerTexts()).join().split(/\s*\n\s*/), ['Write', '42 %']);
  assert.equal(await line.getByRole('progressbar').getAttribute('aria-valuenow'), '42');
  const lines = editor.page.locator('#node-esp8266-phases li');
  const states = await lines.evaluateAll((all) => all.map((one) => one.getAttribute('data-state')));
  const waiting = Array.from({ length: 5 }, () => 'waiting');
  assert.deepEqual(states, ['done', 'done', 'done', 'skipped', 'current', ...waiting]);
  await editor.dialog.getByText('349 of 831 KB').waitFor();
  await editor.dialog.getByText('Log', { exact: true }).click();
  await editor.dialog.getByText('2.90 phase write').waitFor();
  await editor.screenshot('flash-form-writing');
});

test('the log can be copied, and kept as a file', async (t) => {
  const editor = await workbench.openFlasher(t);
  await pretend(editor, { now: WRITING });
  await editor.edit('flasher');
  await editor.dialog.getByText('Log', { exact: true }).click();
  await editor.dialog.getByRole('button', { name: 'Copy' }).click();
  assert.equal(await editor.page.evaluate('navigator.clipboard.readText()'), '0.10 phase connect\n2.90 phase write');
  const [download] = await Promise.all([
    editor.page.waitForEvent('download'),
    editor.dialog.getByRole('button', { name: 'Download' }).click(),
  ]);
  assert.equal(download.suggestedFilename(), 'esp8266-flash.log');
});

test('what a person has to do is told in three steps', async (t) => {
  const editor = await workbench.openFlasher(t);
  const view = { now: { ...UNMEASURED, phase: 'connect', instruction: 'hold-flash' } as JobView };
  await pretend(editor, view);
  await editor.edit('flasher');
  const box = editor.page.locator('#node-esp8266-instruction');
  await box.getByText('Hold the FLASH button').waitFor();
  assert.equal(await box.locator('li').count(), 3);
  await editor.screenshot('flash-form-hold-flash');
  view.now = { ...UNMEASURED, phase: 'first-reading', instruction: 'join-wifi', ssid: 'My <b>chip' };
  await box.getByText('Join the network "My <b>chip"').waitFor();
  view.now = WRITING;
  await box.waitFor({ state: 'hidden' });
});

test('a job that failed says why, what to do, and what the chip holds', async (t) => {
  const editor = await workbench.openFlasher(t);
  const [text, remedy, stateText] = ['The chip stopped.', 'Give it more power.', 'Flash it again.'];
  const outcome = { ok: false, code: 'stopped', text, remedy, state: 'incomplete', stateText } as const;
  await pretend(editor, { now: { ...WRITING, isRunning: false, outcome } });
  await editor.edit('flasher');
  const box = editor.page.locator('#node-esp8266-outcome.esp8266-failed');
  assert.deepEqual((await box.locator(':scope > *').allTextContents()).filter(Boolean), [text, remedy, stateText]);
  await editor.page.locator('#node-esp8266-phases [data-state="failed"]', { hasText: 'Write' }).waitFor();
  await editor.dialog.getByRole('button', { name: 'Flash now' }).waitFor();
});

test('a first reading that nobody heard has no tick', async (t) => {
  const editor = await workbench.openFlasher(t);
  const view = { ...UNMEASURED, phase: 'first-reading', phaseMs: { start: 90, 'first-reading': 4 } } as const;
  const outcome = { ok: true, text: 'Done.', isHeard: false, advice: 'Nobody listens.' } as const;
  await pretend(editor, { now: { ...view, isRunning: false, outcome } });
  await editor.edit('flasher');
  const line = editor.page.locator('#node-esp8266-phases li', { hasText: 'First reading' });
  await line.getByRole('img', { name: 'not reached' }).waitFor();
  assert.equal(await line.locator('.esp8266-figure').textContent(), '');
});

for (const colorScheme of ['light', 'dark'] as const) {
  test(`a job is readable in the ${colorScheme} theme`, async (t) => {
    const editor = await workbench.openFlasher(t, {}, colorScheme);
    await pretend(editor, { now: { ...WRITING, phase: 'connect', instruction: 'hold-flash' } });
    await editor.edit('flasher');
    await editor.dialog.getByText('Log', { exact: true }).click();
    for (const [text, ratio] of await editor.contrasts('#node-esp8266-job'))
      assert.ok(ratio >= 4.5, `${text}: ${ratio}`);
    await editor.screenshot(`flash-form-job-${colorScheme}`);
  });
}

test('whoever may not see the job is told so', async (t) => {
  const editor = await workbench.openFlasher(t);
  await editor.page.route('**/esp8266-flash/flasher/job', (route) => route.fulfill({ status: 401 }));
  await editor.edit('flasher');
  await editor.dialog.getByText('needs the permission esp8266-flash.read').waitFor();
});

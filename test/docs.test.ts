import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { test } from 'node:test';
import { NodeRedProcess } from '../demo/node-red-process';
import { FLASH_ERROR_CODES } from '../nodes/esp8266-flash/flash-error';
import type { EventMessage } from '../nodes/esp8266-tcp-in/message';
import type { RefusalCode } from '../protocol/protocol-error';
import { EXAMPLES_FOLDER } from './examples/example';

const PACKAGE_FOLDER = resolve(__dirname, '../..');
const RELIABILITY = read('docs/reliability.md');

const EVENTS: Record<EventMessage['topic'], true> = {
  listening: true,
  'port-busy': true,
  'no-such-address': true,
  'no-permission': true,
  'cannot-listen': true,
  'cannot-store': true,
  online: true,
  offline: true,
  restart: true,
  gap: true,
  duplicate: true,
  late: true,
  unconfirmed: true,
  'settings-taken': true,
  refused: true,
  stats: true,
};
const REASONS: Record<RefusalCode, true> = {
  'too-long': true,
  'bad-reading': true,
  'bad-report': true,
  'not-signed': true,
  replayed: true,
  'cut-off': true,
  'too-many-unconfirmed': true,
  'not-allowed': true,
  'too-many-connections': true,
  'too-many-from-address': true,
};

test('the guide to troubleshooting has each code of a failure once, and no other', () => {
  const rows = read('docs/troubleshooting.md').matchAll(/^\| `([a-z0-9-]+)`/gm);
  const codes = [...rows].map(([, code]) => code);
  assert.deepEqual(codes.sort(), [...FLASH_ERROR_CODES].sort());
});

test('the help and the README name each event, and the help each reason of a refusal', () => {
  const help = read('nodes/esp8266-tcp-in/locales/en-US/esp8266-tcp-in.html');
  const readme = read('README.md');
  const [, listed = ''] = /^The second output tells ([^.]*)\./m.exec(readme) ?? [];
  for (const event of Object.keys(EVENTS)) {
    assert.match(help, new RegExp(`^: ${event} |\`${event}\``, 'm'));
    assert.match(listed, new RegExp(`\`${event}\``));
  }
  for (const reason of Object.keys(REASONS)) assert.match(help, new RegExp(`\`${reason}\``));
});

test('the events that the guide to reliability explains are events', () => {
  const [, table = ''] = RELIABILITY.split('## What is told');
  const events = [...table.matchAll(/^\| `([a-z-]+)`/gm)].map(([, event]) => String(event));
  assert.ok(events.length > 5);
  assert.deepEqual(
    events.filter((event) => !(event in EVENTS)),
    [],
  );
});

test('the examples and the places that the guide to reliability names are there', () => {
  const files = readdirSync(EXAMPLES_FOLDER, { recursive: true, encoding: 'utf8' }).map((file) => basename(file));
  for (const [, name = ''] of RELIABILITY.matchAll(/\*\*(0\d [^*]+)\*\*/g))
    assert.ok(
      files.some((file) => file.startsWith(name)),
      name,
    );
  const headings = [...RELIABILITY.matchAll(/^#+ (.*)$/gm)].map(([, text = '']) => slug(text));
  for (const [, anchor = ''] of RELIABILITY.matchAll(/\]\(#([^)]*)\)/g)) assert.ok(headings.includes(anchor), anchor);
});

test('the settings in the guide give a store that is written before a chip is answered', async (t) => {
  const settings = new Function(`return {${codeBlock('js')}}`)();
  const lines: string[] = [];
  const packages = { '@chip-to-flow/node-red-esp8266': PACKAGE_FOLDER };
  const options = { packages, flows: [], port: 0, settings, onLine: (line: string) => void lines.push(line) };
  const nodeRed = await NodeRedProcess.start(options);
  t.after(() => nodeRed.stop());
  const stores = await (await fetch(new URL('esp8266-tcp-in/stores', nodeRed.url))).json();
  assert.deepEqual(stores, [
    { name: '', kind: 'memory' },
    { name: 'default', kind: 'memory' },
    { name: 'chips', kind: 'kept' },
  ]);
  assert.ok(lines.some((line) => line.includes("Context store  : 'chips' [module=localfilesystem]")));
  assert.ok(lines.some((line) => line.includes('Settings file  : ')));
});

test('the SQL in the guide takes a reading twice and keeps it once', () => {
  const [table = '', insert = ''] = codeBlock('sql').split('\n');
  const database = new DatabaseSync(':memory:');
  database.exec(table);
  const reading = { $device: 'lamp', $boot: 7, $seq: 5, $takenAt: 1795361784012, $value: 21.5 };
  for (const _ of [1, 2]) database.prepare(insert).run(reading);
  assert.deepEqual(Object.values(database.prepare('SELECT count(*) FROM readings').get() ?? {}), [1]);
});

/** The first block of code in that language. */
function codeBlock(language: string): string {
  return new RegExp(`\`\`\`${language}\\n(.*?)\\n *\`\`\``, 's').exec(RELIABILITY)?.[1] ?? '';
}

/** As GitHub makes the anchor of a heading. */
function slug(heading: string): string {
  return heading
    .toLowerCase()
    .replace(/[^\w -]/g, '')
    .replaceAll(' ', '-');
}

function read(file: string): string {
  return readFileSync(resolve(PACKAGE_FOLDER, file), 'utf8');
}

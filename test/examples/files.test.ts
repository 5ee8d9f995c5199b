import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { test } from 'node:test';
import type { FlowNode } from '../../demo/demo-flow';
import { EXAMPLES_FOLDER, readExample } from './example';

const FILES = readdirSync(EXAMPLES_FOLDER, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.json'))
  .sort();
const ROW_HEIGHT = 30;
const NODES = ['esp8266-tcp-in', 'esp8266-tcp-out', 'esp8266-flash'];

for (const file of FILES) {
  test(`${file} has one tab that is described, and a comment`, () => {
    const flow = readExample(file);
    const tabs = flow.filter(({ type }) => type === 'tab');
    assert.equal(tabs.length, 1);
    assert.ok(String(tabs[0]?.info).length > 100);
    assert.equal(flow.filter(({ type }) => type === 'comment').length, 1);
  });

  test(`${file} is described in the words that it and the form show`, () => {
    const flow = readExample(file);
    const shown = new Set([...formLabels(), ...flow.flatMap(({ name, label }) => [name, label])]);
    const info = String(flow.find(({ type }) => type === 'tab')?.info);
    const quoted = [...info.matchAll(/(?<!\*)\*(\w[^*\n]*)\*(?!\*)/g)].map(([, label]) => label);
    const unknown = quoted.filter((label) => !shown.has(label));
    assert.deepEqual(unknown, []);
  });

  test(`${file} runs from left to right and no two nodes overlap`, () => {
    const placed = readExample(file).filter(({ x }) => x !== undefined);
    for (const node of placed) {
      for (const target of targetsOf(node, placed))
        assert.ok(Number(target.x) > Number(node.x), `${node.id} goes back`);
      const near = placed.filter((other) => other !== node && isNear(node, other));
      assert.deepEqual(near, []);
    }
  });
}

test('no two examples share a node id, but for a dashboard and its theme, which are the same in all', () => {
  const shared = new Map<string, FlowNode>();
  const ids = FILES.flatMap((file) =>
    readExample(file)
      .filter((node) => !isShared(node))
      .map(({ id }) => id),
  );
  assert.equal(new Set(ids).size, ids.length);
  for (const node of FILES.flatMap(readExample).filter(isShared)) {
    assert.deepEqual(node, shared.get(node.id) ?? node);
    shared.set(node.id, node);
  }
});

test('no two examples that simulate a device share a port', () => {
  const simulating = FILES.map(readExample).filter((flow) => flow.some(({ type }) => type === 'tcp request'));
  const ports = simulating.map((flow) => flow.find(({ type }) => type === 'esp8266-tcp-in')?.port);
  assert.deepEqual(ports, ['3001', '3003', '3004', '3005']);
});

test('an example that needs another module names it', () => {
  const hints = FILES.map((file) => [file, readExample(file).find(({ type }) => type === 'global-config')?.modules]);
  const dashboard = { '@flowfuse/node-red-dashboard': '1.31.0' };
  assert.deepEqual(
    hints.filter(([, modules]) => modules !== undefined),
    [
      ['dashboard/01 Live counter.json', dashboard],
      ['dashboard/02 Flash station.json', dashboard],
      ['recipes/01 SQL database.json', { 'node-red-node-sqlite': '1.1.1' }],
    ],
  );
});

function formLabels(): string[] {
  return NODES.flatMap((node) => {
    const file = resolve(__dirname, `../../nodes/${node}/locales/en-US/${node}.json`);
    const { palette, label, job = {}, output = {} } = JSON.parse(readFileSync(file, 'utf8'))[node];
    return [palette, ...[label, job, output].flatMap((texts) => Object.values<string>(texts))];
  });
}

function isShared({ type }: FlowNode): boolean {
  return type === 'ui-base' || type === 'ui-theme';
}

function targetsOf(node: FlowNode, flow: FlowNode[]): FlowNode[] {
  const ids = new Set((node.wires as string[][]).flat());
  return flow.filter(({ id }) => ids.has(id));
}

/** The narrowest node of the editor is 100 wide; x and y are its middle. */
function isNear(one: FlowNode, other: FlowNode): boolean {
  return Math.abs(Number(one.x) - Number(other.x)) < 100 && Math.abs(Number(one.y) - Number(other.y)) < ROW_HEIGHT;
}

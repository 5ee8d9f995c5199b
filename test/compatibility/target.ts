import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { FlowNode } from '../../demo/demo-flow';
import { NodeRedProcess } from '../../demo/node-red-process';
import { DebugSidebar } from '../examples/debug-sidebar';
import { quickly } from '../examples/example';
import { inject } from '../examples/inject';
import { freePort } from '../node-red/free-port';
import { install, installFromPalette } from './installation';

/** A Node-RED on a Node, both as npm gives them. */
export interface Target {
  nodeRed: string;
  node: string;
}

/** Where a target was installed. */
export interface InstalledTarget {
  node: string;
  nodeRedFolder: string;
}

const PACKAGE = '@chip-to-flow/node-red-esp8266';

/** Installs a target into the new folder `folder`. */
export async function installTarget({ node, nodeRed }: Target, folder: string): Promise<InstalledTarget> {
  await mkdir(folder);
  // The npm package `node` fetches the program in its install script; a future npm asks for leave to run it.
  const allowScripts = { node: true };
  await writeFile(join(folder, 'package.json'), JSON.stringify({ private: true, allowScripts }));
  await install(folder, [`node@${node}`, `node-red@${nodeRed}`]);
  return {
    node: join(folder, 'node_modules/node/bin/node'),
    nodeRedFolder: join(folder, 'node_modules/node-red'),
  };
}

/** Starts a target whose empty user directory got the tarball, and nothing else. */
export function startTarget(target: InstalledTarget, tarballFile: string): Promise<NodeRedProcess> {
  return NodeRedProcess.start({
    ...target,
    packages: {},
    flows: [],
    port: 0,
    prepare: (userDirectory) => installFromPalette(userDirectory, tarballFile),
  });
}

/** The versions that a running Node-RED says of itself: `4.1.2 on Node v20.20.2`. Throws when they are others. */
export function checkVersions({ log }: NodeRedProcess, { node, nodeRed }: Target): string {
  const [nodeRedVersion = '', nodeVersion = ''] = [/Node-RED version: v(\S+)/, /Node\.js\s+version: (\S+)/].map(
    (pattern) => pattern.exec(log.join('\n'))?.[1],
  );
  assert.ok(nodeRedVersion.startsWith(`${nodeRed}.`) && nodeVersion.startsWith(`v${node}.`), log.join('\n'));
  return `${nodeRedVersion} on Node ${nodeVersion}`;
}

/** The nodes that the palette offers of the package. Throws when one is missing or could not be loaded. */
export async function checkPalette(nodeRed: NodeRedProcess): Promise<string> {
  const response = await fetch(new URL('nodes', nodeRed.url), { headers: { accept: 'application/json' } });
  const sets = (await response.json()) as { module: string; types: string[]; enabled: boolean; err?: string }[];
  const own = sets.filter(({ module, enabled, err }) => module === PACKAGE && enabled && err === undefined);
  const types = own.flatMap((set) => set.types).sort();
  assert.deepEqual(types, ['esp8266-flash', 'esp8266-tcp-in', 'esp8266-tcp-out']);
  return types.join(', ');
}

/** Imports example 01 of the installed package, and waits until it shows its numbers in the debug sidebar. */
export async function checkExample(nodeRed: NodeRedProcess): Promise<string> {
  return withExample(nodeRed, '01', async (sidebar) => {
    for (const number of [0, 1, 2]) await sidebar.shows('number', new RegExp(`^${number}$`));
    return 'the numbers 0, 1, 2';
  });
}

/** Runs the package's `esp8266-simulator` on the target's Node, and waits until example 01 shows its chip. */
export async function checkSimulator(nodeRed: NodeRedProcess, { node }: InstalledTarget): Promise<string> {
  return withExample(nodeRed, '01', async (sidebar, port) => {
    const script = join(nodeRed.userDirectory, 'node_modules', PACKAGE, 'dist/simulator/main.js');
    const simulator = spawn(node, [script, '--port', String(port), '--id', 'packed-chip', '--duration', '30']);
    try {
      return (await sidebar.shows('event', /"topic":"online".*"packed-chip"/)).msg;
    } finally {
      simulator.kill();
    }
  });
}

/** Presses the button of example 06: the packed package flashes a blank chip, with what it brings along and nothing else. */
export async function checkFlashing(nodeRed: NodeRedProcess): Promise<string> {
  return withExample(nodeRed, '06', async (sidebar) => {
    await inject(nodeRed.url, 'flash-simulated-press');
    await sidebar.shows('number', /^2$/);
    const { msg } = await sidebar.shows('result', /"ok":true/);
    const { phaseMs } = JSON.parse(msg) as { phaseMs: Record<string, number> };
    return `${Object.values(phaseMs).reduce((sum, ms) => sum + ms, 0)} ms from the press to the first reading`;
  });
}

/** Presses the buttons of example 08: while the disk is broken the chip keeps its readings, and then they are there. */
export async function checkConfirming(nodeRed: NodeRedProcess): Promise<string> {
  return withExample(nodeRed, '08', async (sidebar) => {
    await inject(nodeRed.url, 'nothing-lost-press');
    await sidebar.shows('stored', /^1$/);
    await inject(nodeRed.url, 'nothing-lost-break');
    await sidebar.shows('event', /"topic":"unconfirmed"/);
    await inject(nodeRed.url, 'nothing-lost-break');
    const { msg } = await sidebar.shows('stored', /again/);
    return msg;
  });
}

/** Finds the example by its number: the words of its name may change. */
async function withExample(
  nodeRed: NodeRedProcess,
  number: string,
  look: (sidebar: DebugSidebar, port: number) => Promise<string>,
): Promise<string> {
  const sidebar = await DebugSidebar.open(nodeRed.url);
  try {
    const port = await freePort();
    await nodeRed.deploy(quickly(await readInstalledExample(nodeRed.userDirectory, number), port));
    return await look(sidebar, port);
  } finally {
    sidebar.close();
  }
}

async function readInstalledExample(userDirectory: string, number: string): Promise<FlowNode[]> {
  const folder = join(userDirectory, 'node_modules', PACKAGE, 'examples/flows');
  const file = (await readdir(folder)).find((name) => name.startsWith(`${number} `) && name.endsWith('.json'));
  assert.ok(file !== undefined, `no example ${number} in ${folder}`);
  return JSON.parse(await readFile(join(folder, file), 'utf8'));
}

/** Throws when Node-RED complained about anything: a module it skipped, an error, a warning of ours. */
export function checkLog({ log }: NodeRedProcess): string {
  const complaints = log.filter(
    (line) =>
      /\[(?:error|warn|fatal)\]|Deprecat/i.test(line) && !/Projects disabled|unencrypted credentials/.test(line),
  );
  assert.deepEqual(complaints, []);
  return `${log.length} lines, no complaint`;
}

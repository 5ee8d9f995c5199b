import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { NodeRedProcess } from '../../demo/node-red-process';
import { Checklist } from './checklist';
import { checkInstallation } from './installation';
import { checkContent, pack } from './tarball';
import { checkExample, checkLog, checkVersions, installTarget, startTarget, type Target } from './target';

const PROJECT_FOLDER = resolve(__dirname, '../../..');
/** The oldest Node-RED that we support on the Node that many still have, and the newest on its oldest. */
const TARGETS: Target[] = [
  { nodeRed: '4.1', node: '20' },
  { nodeRed: '5', node: '22' },
];

/** The compatibility run: the package as npm packs it, in every Node-RED that we support. */
async function main(): Promise<void> {
  const checklist = new Checklist();
  const folder = await mkdtemp(join(tmpdir(), 'chip-to-flow-compatibility-'));
  try {
    const tarball = await pack(PROJECT_FOLDER, folder);
    await checklist.check('the tarball holds what a user needs, and nothing else', () => checkContent(tarball));
    for (const target of TARGETS) await checkTarget(checklist, target, { folder, tarballFile: tarball.file });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  console.log(checklist.summary);
  if (checklist.hasFailed) process.exitCode = 1;
}

async function checkTarget(
  checklist: Checklist,
  target: Target,
  { folder, tarballFile }: { folder: string; tarballFile: string },
): Promise<void> {
  const title = `Node-RED ${target.nodeRed} on Node ${target.node}`;
  let nodeRed: NodeRedProcess | undefined;
  await checklist.check(`${title} starts with the tarball installed`, async () => {
    const installed = await installTarget(target, join(folder, `node-red-${target.nodeRed}`));
    nodeRed = await startTarget(installed, tarballFile);
    return checkVersions(nodeRed, target);
  });
  if (nodeRed === undefined) return;
  const running = nodeRed;
  try {
    await checklist.check(`${title}: little is downloaded`, () => checkInstallation(running.userDirectory));
    await checklist.check(`${title}: example 01 shows its numbers`, () => checkExample(running));
    await checklist.check(`${title}: the log is clean`, () => checkLog(running));
  } finally {
    await running.stop();
  }
}

main().catch((error) => {
  console.error(error);
  process.exitCode = 1;
});

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { NodeRedProcess } from '../../demo/node-red-process';
import { Checklist } from './checklist';
import { checkInstallation } from './installation';
import { checkContent, pack } from './tarball';
import {
  checkConfirming,
  checkExample,
  checkFlashing,
  checkLog,
  checkPalette,
  checkSimulator,
  checkVersions,
  type InstalledTarget,
  installTarget,
  startTarget,
  type Target,
} from './target';

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
    await checklist.check('it installs quickly, alone, and stays so', () =>
      checkInstallation(join(folder, 'installations'), tarball.file),
    );
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
  let running: { installed: InstalledTarget; nodeRed: NodeRedProcess } | undefined;
  await checklist.check(`${title} starts with the tarball installed`, async () => {
    const installed = await installTarget(target, join(folder, `node-red-${target.nodeRed}`));
    const nodeRed = await startTarget(installed, tarballFile);
    running = { installed, nodeRed };
    return checkVersions(nodeRed, target);
  });
  if (running === undefined) return;
  const { installed, nodeRed } = running;
  try {
    await checklist.check(`${title}: the palette offers three nodes`, () => checkPalette(nodeRed));
    await checklist.check(`${title}: example 01 shows its numbers`, () => checkExample(nodeRed));
    await checklist.check(`${title}: the simulator's chip is shown`, () => checkSimulator(nodeRed, installed));
    await checklist.check(`${title}: example 06 flashes a chip`, () => checkFlashing(nodeRed));
    await checklist.check(`${title}: example 08 loses nothing`, () => checkConfirming(nodeRed));
    await checklist.check(`${title}: the log is clean`, () => checkLog(nodeRed));
  } finally {
    await nodeRed.stop();
  }
}

main().catch((error) => {
  console.error(error);
  process.exitCode = 1;
});

import assert from 'node:assert/strict';
import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { npm } from './npm';

/** Ours; what it needs it brings along. */
const PACKAGES = ['@chip-to-flow/node-red-esp8266'];
const MOST_BYTES = 12_000_000;
const MOST_SECONDS = 3;
/** Any package will do that npm has in its cache and that needs no other. */
const ANOTHER = 'acorn';
/** As Node-RED's palette has it (lib/installer.js of @node-red/registry). */
const PALETTE_OPTIONS = [
  '--no-audit',
  '--no-update-notifier',
  '--no-fund',
  '--save',
  '--save-prefix=~',
  '--omit=dev',
  '--engine-strict',
];

/** Installs the tarball into a user directory, as Node-RED's palette does. */
export async function installFromPalette(userDirectory: string, tarballFile: string): Promise<void> {
  await npm(userDirectory, ['install', ...PALETTE_OPTIONS, tarballFile]);
}

/**
 * Throws when a user would have to download more than our package, or to wait for it, or when the next package that is
 * installed lets npm complete ours by what was left out of it. The faster of two installations counts.
 */
export async function checkInstallation(folder: string, tarballFile: string): Promise<string> {
  const seconds = Math.min(
    await secondsToInstall(join(folder, 'first'), tarballFile),
    await secondsToInstall(join(folder, 'second'), tarballFile),
  );
  assert.ok(seconds <= MOST_SECONDS, `${seconds} s are more than ${MOST_SECONDS}`);
  const userDirectory = join(folder, 'first');
  assert.deepEqual(await downloadedPackages(userDirectory), PACKAGES);
  const bytes = await sizeOf(join(userDirectory, 'node_modules'));
  assert.ok(bytes <= MOST_BYTES, `${bytes} bytes are more than ${MOST_BYTES}`);
  await npm(userDirectory, ['install', '--prefer-offline', ...PALETTE_OPTIONS, ANOTHER]);
  assert.deepEqual(await downloadedPackages(userDirectory), [...PACKAGES, ANOTHER]);
  return `${PACKAGES.length} package, ${bytes} bytes on disk, ${seconds.toFixed(1)} s`;
}

/** Installs `packages` into `folder`, from npm's cache where they are in it. */
export async function install(folder: string, packages: string[]): Promise<void> {
  await npm(folder, ['install', '--no-audit', '--no-fund', '--omit=dev', '--prefer-offline', ...packages]);
}

async function secondsToInstall(userDirectory: string, tarballFile: string): Promise<number> {
  await mkdir(userDirectory, { recursive: true });
  await writeFile(join(userDirectory, 'package.json'), JSON.stringify({ private: true }));
  const startedAt = performance.now();
  await installFromPalette(userDirectory, tarballFile);
  return (performance.now() - startedAt) / 1000;
}

/** All that are not inside of the package that brings them along. */
async function downloadedPackages(userDirectory: string): Promise<string[]> {
  const lock = JSON.parse(await readFile(join(userDirectory, 'package-lock.json'), 'utf8'));
  return Object.entries<{ inBundle?: boolean }>(lock.packages)
    .filter(([path, { inBundle }]) => path !== '' && !inBundle)
    .map(([path]) => path.replace('node_modules/', ''));
}

async function sizeOf(folder: string): Promise<number> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const sizes = entries
    .filter((entry) => entry.isFile())
    .map(async (entry) => (await stat(join(entry.parentPath, entry.name))).size);
  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
}

import assert from 'node:assert/strict';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { npm } from './npm';

/** Ours and what it depends on. */
const MOST_PACKAGES = 3;
const MOST_BYTES = 2_000_000;

/** Throws when what was installed into a user directory is more than a user should have to download. */
export async function checkInstallation(userDirectory: string): Promise<string> {
  const lock = JSON.parse(await readFile(join(userDirectory, 'package-lock.json'), 'utf8'));
  const names = Object.keys(lock.packages)
    .filter((path) => path !== '')
    .map((path) => path.replace('node_modules/', ''));
  const bytes = await sizeOf(join(userDirectory, 'node_modules'));
  assert.ok(names.length <= MOST_PACKAGES, `${names.length} packages: ${names.join(', ')}`);
  assert.ok(bytes <= MOST_BYTES, `${bytes} bytes are more than ${MOST_BYTES}`);
  return `${names.length} packages (${names.join(', ')}), ${bytes} bytes on disk`;
}

/** Installs `packages` into `folder`, from npm's cache where they are in it. */
export async function install(folder: string, packages: string[]): Promise<void> {
  await npm(folder, ['install', '--no-audit', '--no-fund', '--omit=dev', '--prefer-offline', ...packages]);
}

async function sizeOf(folder: string): Promise<number> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const sizes = entries
    .filter((entry) => entry.isFile())
    .map(async (entry) => (await stat(join(entry.parentPath, entry.name))).size);
  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
}

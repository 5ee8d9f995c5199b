import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { type Browser, chromium } from 'playwright-core';

const FLAGS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** Starts the Chromium that CHROMIUM names, or the one on the PATH. Throws an Error that says how to get one. */
export async function startChromium(): Promise<Browser> {
  const executablePath = process.env.CHROMIUM || findOnPath('chromium');
  if (executablePath === undefined) {
    throw new Error('no chromium on the PATH: install it (apt-get install chromium), or name one in CHROMIUM');
  }
  return chromium.launch({ executablePath, args: FLAGS });
}

function findOnPath(program: string): string | undefined {
  const candidates = (process.env.PATH ?? '').split(delimiter).map((folder) => join(folder, program));
  return candidates.find((path) => {
    try {
      accessSync(path, constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

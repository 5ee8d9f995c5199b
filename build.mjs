// Cleans dist, compiles everything, copies the nodes' assets beside their code, bundles forms and firmware.
import { execFileSync } from 'node:child_process';
import { cpSync, rmSync } from 'node:fs';
import { extname } from 'node:path';
import { bundleForChip } from './firmware/bundle.mjs';
import { bundleForm } from './nodes/bundle-form.mjs';

const FIRMWARE = 'dist/firmware/firmware.js';
const FIRMWARE_LIMIT_BYTES = 6 * 1024;
const NODE_ASSETS = new Set(['.html', '.json', '.svg', '.png']);

rmSync('dist', { recursive: true, force: true });
compile('tsconfig.json');
compile('firmware/tsconfig.json');
copyNodeAssets();
await bundleForm('esp8266-tcp-in');
await bundleFirmware();

function compile(project) {
  try {
    execFileSync(process.execPath, ['node_modules/typescript/bin/tsc', '-p', project], { stdio: 'inherit' });
  } catch {
    process.exit(1); // the compiler has said why
  }
}

function copyNodeAssets() {
  for (const folder of ['nodes', 'bench/node-red']) {
    cpSync(folder, `dist/${folder}`, {
      recursive: true,
      filter: (source) => extname(source) === '' || NODE_ASSETS.has(extname(source)),
    });
  }
}

async function bundleFirmware() {
  const bytes = await bundleForChip('firmware/main.ts', FIRMWARE);
  console.log(`firmware: ${bytes} of ${FIRMWARE_LIMIT_BYTES} bytes`);
  if (bytes > FIRMWARE_LIMIT_BYTES)
    throw new Error(`the firmware has ${bytes} bytes, over its limit of ${FIRMWARE_LIMIT_BYTES}`);
}

// Cleans dist, compiles everything, copies the nodes' assets beside their code, bundles the firmware into one script.
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, rmSync, statSync } from 'node:fs';
import { extname } from 'node:path';
import { build } from 'esbuild';

const FIRMWARE = 'dist/firmware/firmware.js';
const FIRMWARE_LIMIT_BYTES = 6 * 1024;
const NODE_ASSETS = new Set(['.html', '.json', '.svg', '.png']);

rmSync('dist', { recursive: true, force: true });
mkdirSync('dist/firmware', { recursive: true });
compile('tsconfig.json');
compile('firmware/tsconfig.json');
copyNodeAssets();
await bundleFirmware();

function compile(project) {
  try {
    execFileSync(process.execPath, ['node_modules/typescript/bin/tsc', '-p', project], { stdio: 'inherit' });
  } catch {
    process.exit(1); // the compiler has said why
  }
}

function copyNodeAssets() {
  cpSync('nodes', 'dist/nodes', {
    recursive: true,
    filter: (source) => extname(source) === '' || NODE_ASSETS.has(extname(source)),
  });
}

/** What Espruino's parser lacks becomes a build error here (the interpreter would only say so on the chip). */
async function bundleFirmware() {
  const lacking = [
    'arbitrary-module-namespace-names',
    'array-spread',
    'async-await',
    'async-generator',
    'bigint',
    'class-private-field',
    'class-private-method',
    'default-argument',
    'destructuring',
    'dynamic-import',
    'exponent-operator',
    'for-await',
    'generator',
    'logical-assignment',
    'new-target',
    'object-rest-spread',
    'optional-chain',
    'regexp-lookbehind-assertions',
    'regexp-named-capture-groups',
    'rest-argument',
    'top-level-await',
    'unicode-escapes',
  ];
  await build({
    entryPoints: ['firmware/main.ts'],
    outfile: FIRMWARE,
    bundle: true,
    minify: true,
    format: 'esm', // no wrapper function: definitions stay at the top level, where Espruino keeps them in flash
    treeShaking: true,
    target: 'es2020',
    charset: 'ascii',
    legalComments: 'none',
    supported: Object.fromEntries(lacking.map((feature) => [feature, false])),
    tsconfig: 'firmware/tsconfig.json',
  });
  const bytes = statSync(FIRMWARE).size;
  console.log(`firmware: ${bytes} of ${FIRMWARE_LIMIT_BYTES} bytes`);
  if (bytes > FIRMWARE_LIMIT_BYTES)
    throw new Error(`the firmware has ${bytes} bytes, over its limit of ${FIRMWARE_LIMIT_BYTES}`);
}

// Compiles everything, copies the nodes' assets beside their code, bundles forms and firmware. `--if-changed` builds
// only when a source is newer than dist.
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, readdirSync, renameSync, rmSync, statSync, utimesSync } from 'node:fs';
import { extname, join } from 'node:path';

const SOURCES = ['protocol', 'firmware', 'nodes', 'simulator', 'demo', 'test', 'bench', 'torture'];
const SETTINGS = ['build.mjs', 'tsconfig.json', 'package-lock.json'];
/** What the chip is given: the usual program, and the one that signs what it sends. */
const FIRMWARE = [
  { name: 'firmware', isSigned: false, limitBytes: 6 * 1024 },
  { name: 'firmware-signed', isSigned: true, limitBytes: 7 * 1024 },
];
const NODE_ASSETS = new Set(['.html', '.json', '.svg', '.png']);
/** What runs of the package espruino. With the rest of it a user would get 219 packages, some of which need a compiler. */
const ESPRUINO_FILES = ['package.json', 'LICENSE', 'espruino.js', 'core/serial.js'];

if (!process.argv.includes('--if-changed') || isOutdated()) await build();

/** What runs from dist keeps its files: the new ones are made elsewhere, and only when all are there they change places. */
async function build() {
  const startedAt = new Date();
  const fresh = `dist-${process.pid}`;
  clearWhenDone(fresh);
  compile('tsconfig.json', fresh);
  compile('firmware/tsconfig.json', fresh);
  copyNodeAssets(fresh);
  copyEspruino(join(fresh, 'nodes/esp8266-flash'));
  await bundle(fresh);
  utimesSync(fresh, startedAt, startedAt);
  replaceDist(fresh);
}

function clearWhenDone(folder) {
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  process.once('SIGINT', () => process.exit(1)); // otherwise Ctrl-C would leave it behind
}

function compile(project, folder) {
  try {
    const options = ['-p', project, '--outDir', folder];
    execFileSync(process.execPath, ['node_modules/typescript/bin/tsc', ...options], { stdio: 'inherit' });
  } catch {
    process.exit(1); // the compiler has said why
  }
}

function copyNodeAssets(folder) {
  for (const source of ['nodes', 'bench/node-red', 'torture/node-red']) {
    cpSync(source, join(folder, source), {
      recursive: true,
      filter: (file) => extname(file) === '' || NODE_ASSETS.has(extname(file)),
    });
  }
}

/** To where Node looks for it before it looks into the project's own packages. */
function copyEspruino(folder) {
  for (const file of ESPRUINO_FILES)
    cpSync(join('node_modules/espruino', file), join(folder, 'node_modules/espruino', file));
}

/** The bundlers are loaded only where they are needed: the question whether to build at all wants a quick answer. */
async function bundle(folder) {
  const { bundleForm } = await import('./nodes/bundle-form.mjs');
  const { bundleForChip } = await import('./firmware/bundle.mjs');
  for (const node of ['esp8266-tcp-in', 'esp8266-tcp-out', 'esp8266-flash']) await bundleForm(node, folder);
  for (const { name, isSigned, limitBytes } of FIRMWARE) {
    const bytes = await bundleForChip('firmware/main.ts', join(folder, `firmware/${name}.js`), { folder, isSigned });
    console.log(`${name}: ${bytes} of ${limitBytes} bytes`);
    if (bytes > limitBytes) throw new Error(`${name}.js has ${bytes} bytes, over its limit of ${limitBytes}`);
  }
}

function replaceDist(fresh) {
  const old = `${fresh}-old`;
  if (existsSync('dist')) renameSync('dist', old);
  renameSync(fresh, 'dist');
  rmSync(old, { recursive: true, force: true });
}

/** The time of dist is when its build began. A file that was removed shows in the time of its folder. */
function isOutdated() {
  if (!existsSync('dist')) return true;
  const inside = SOURCES.flatMap((folder) =>
    readdirSync(folder, { recursive: true }).map((name) => join(folder, name)),
  );
  const builtAt = statSync('dist').mtimeMs;
  return [...SETTINGS, ...SOURCES, ...inside].some((path) => statSync(path).mtimeMs > builtAt);
}

import assert from 'node:assert/strict';
import { join } from 'node:path';
import { npm } from './npm';

/** A packed package: what `npm publish` would send. */
export interface Tarball {
  file: string;
  paths: string[];
  sizeBytes: number;
  unpackedBytes: number;
}

/** What the package cannot do without. */
const NEEDED = [
  'CHANGELOG.md',
  'LICENSE',
  'README.md',
  'package.json',
  'dist/firmware/firmware.js',
  'dist/firmware/firmware-signed.js',
  'dist/nodes/esp8266-flash/esp8266-flash.html',
  'dist/nodes/esp8266-flash/esp8266-flash.js',
  'dist/nodes/esp8266-flash/job/flash-worker.js',
  'dist/nodes/esp8266-flash/node_modules/espruino/LICENSE',
  'dist/nodes/esp8266-flash/node_modules/espruino/core/serial.js',
  'dist/nodes/esp8266-tcp-in/esp8266-tcp-in.html',
  'dist/nodes/esp8266-tcp-in/esp8266-tcp-in.js',
  'dist/nodes/esp8266-tcp-in/icons/esp8266-tcp-in.svg',
  'dist/nodes/esp8266-tcp-in/locales/en-US/esp8266-tcp-in.html',
  'dist/nodes/esp8266-tcp-in/locales/en-US/esp8266-tcp-in.json',
  'dist/nodes/esp8266-tcp-out/esp8266-tcp-out.html',
  'dist/nodes/esp8266-tcp-out/esp8266-tcp-out.js',
  'dist/nodes/esp8266-tcp-out/icons/esp8266-tcp-out.svg',
  'dist/nodes/esp8266-tcp-out/locales/en-US/esp8266-tcp-out.html',
  'dist/nodes/esp8266-tcp-out/locales/en-US/esp8266-tcp-out.json',
  'docs/reliability.md',
  'dist/protocol/frame.js',
  'dist/simulator/main.js',
  'node_modules/acorn/dist/acorn.js',
  'node_modules/esptool-js/lib/index.js',
];
/** Machines for which serialport's native part comes ready: no compiler is needed. */
const READY_FOR = ['linux-arm', 'linux-arm64', 'linux-x64', 'darwin-x64+arm64', 'win32-x64'];
/** The packages that it brings along, with all that they need. */
const BROUGHT_ALONG =
  /^node_modules\/(?:acorn|esptool-js|pako|atob-lite|serialport|@serialport\/[a-z-]+|node-addon-api|node-gyp-build)\//;
/** The only other places that anything may come from, and the only kinds of files. */
const EXPECTED =
  /^(?:(?:README|CHANGELOG)\.md|LICENSE|package\.json|dist\/(?:firmware|nodes|protocol|simulator)\/.+(?:\.(?:js|html|json|svg|png)|\/LICENSE)|examples\/.+\.json|docs\/.+\.(?:md|png|svg|gif))$/;
const MOST_UNPACKED_BYTES = 8_000_000;

/** Packs the built project in `projectFolder` into `folder`. */
export async function pack(projectFolder: string, folder: string): Promise<Tarball> {
  // Without its scripts: the project is built, and what they print would stand in the way.
  const output = await npm(projectFolder, ['pack', '--json', '--ignore-scripts', '--pack-destination', folder]);
  const [packed] = JSON.parse(output) as [
    { filename: string; files: { path: string }[]; size: number; unpackedSize: number },
  ];
  return {
    file: join(folder, packed.filename.replace('@', '').replace('/', '-')),
    paths: packed.files.map(({ path }) => path),
    sizeBytes: packed.size,
    unpackedBytes: packed.unpackedSize,
  };
}

/** Throws when something is missing, or in it that a user has no use for. */
export function checkContent({ paths, sizeBytes, unpackedBytes }: Tarball): string {
  assert.deepEqual(
    NEEDED.filter((path) => !paths.includes(path)),
    [],
    'these are missing',
  );
  assert.ok(
    paths.some((path) => path.startsWith('examples/flows/01 ')),
    'example 01 is missing',
  );
  assert.deepEqual(
    READY_FOR.filter((machine) => !paths.some((path) => path.includes(`/prebuilds/${machine}/`))),
    [],
    'a compiler would be needed for these',
  );
  assert.deepEqual(
    paths.filter((path) => !EXPECTED.test(path) && !BROUGHT_ALONG.test(path)),
    [],
    'these do not belong into it',
  );
  assert.ok(unpackedBytes <= MOST_UNPACKED_BYTES, `${unpackedBytes} bytes are more than ${MOST_UNPACKED_BYTES}`);
  return `${paths.length} files, ${sizeBytes} bytes, unpacked ${unpackedBytes}`;
}

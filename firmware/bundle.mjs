import { mkdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, resolve } from 'node:path';
import { build } from 'esbuild';

/**
 * Bundles `entryPoint` and what it imports into `outfile`: one flat script that Espruino runs. Fails on what the chip
 * cannot run, by the rules of the simulator that is compiled in `folder`, and gives the script's size in bytes. Without
 * `isSigned` all that signs is left out.
 */
export async function bundleForChip(entryPoint, outfile, { folder = 'dist', isSigned = false } = {}) {
  const result = await build({
    entryPoints: [entryPoint],
    bundle: true,
    write: false,
    minify: true,
    // no wrapper function: definitions stay at the top level, where Espruino leaves their text in flash; so does `require`
    format: 'cjs',
    platform: 'neutral',
    external: ['crypto', 'net', 'Storage', 'TelnetServer', 'Wifi'],
    target: 'es2020',
    define: { IS_SIGNED: String(isSigned) },
    charset: 'ascii',
    legalComments: 'none',
    // Espruino runs what is in `${}` as a script of its own, which costs memory and fails on a brace or back-tick inside
    supported: { 'template-literal': false },
    tsconfigRaw: '{}', // the checker's `strict` would put a useless "use strict" in front
  });
  const script = result.outputFiles[0].text;
  refuseForChip(script, folder);
  mkdirSync(dirname(outfile), { recursive: true });
  writeFileSync(outfile, script);
  return Buffer.byteLength(script);
}

/** Espruino would tell only on the chip, and some of it (a function used above its definition) only when it comes past. */
function refuseForChip(script, folder) {
  const require = createRequire(import.meta.url);
  const { parseForChip } = require(resolve(folder, 'protocol/espruino-syntax.js'));
  const { refuseHoisting } = require(resolve(folder, 'simulator/language/hoisting.js'));
  refuseHoisting(parseForChip(script));
  // a user's `analogRead(A0)` must not find a minified name
  const pin = /\b[A-D][0-9]+\b/.exec(script);
  if (pin) throw new Error(`the bundle uses the name ${pin[0]}, which is a pin on the chip`);
}

import { appendFileSync } from 'node:fs';
import { build } from 'esbuild';

const TAGS = { css: ['<style>', '</style>'], js: ['<script type="text/javascript">', '</script>'] };

/**
 * Joins the script and the styles of a node's form to the form: what `nodes/<name>/editor/register.js` imports goes, as
 * one piece of each, to the end of `nodes/<name>/<name>.html` in `folder`, for Node-RED loads that file and no other
 * into the editor.
 */
export async function bundleForm(name, folder) {
  const { outputFiles } = await build({
    entryPoints: [`nodes/${name}/editor/register.js`],
    bundle: true,
    write: false,
    outdir: folder,
    format: 'iife',
    target: 'es2020',
    charset: 'utf8',
    logLevel: 'warning',
  });
  for (const { path, text } of outputFiles) {
    const [open, close] = TAGS[path.split('.').at(-1)];
    appendFileSync(`${folder}/nodes/${name}/${name}.html`, `\n${open}\n${text}${close}\n`);
  }
}

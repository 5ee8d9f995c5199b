import { appendFileSync } from 'node:fs';
import { build } from 'esbuild';

/**
 * Joins the script of a node's form to the form: what is in `nodes/<name>/editor/` goes, as one piece, to the end of
 * `nodes/<name>/<name>.html` in `folder`, for Node-RED loads that file and no other into the editor.
 */
export async function bundleForm(name, folder) {
  const { outputFiles } = await build({
    entryPoints: [`nodes/${name}/editor/register.js`],
    bundle: true,
    write: false,
    format: 'iife',
    target: 'es2020',
    charset: 'utf8',
    logLevel: 'warning',
  });
  appendFileSync(
    `${folder}/nodes/${name}/${name}.html`,
    `\n<script type="text/javascript">\n${outputFiles[0].text}</script>\n`,
  );
}

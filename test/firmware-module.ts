import { runInNewContext } from 'node:vm';
import { buildSync } from 'esbuild';

/** What `firmware/<name>.ts` exports, loaded anew, and the lines it writes to the chip's console. */
export function loadFirmwareModule<T>(name: string): { exports: T; printed: string[] } {
  const { outputFiles } = buildSync({
    entryPoints: [`firmware/${name}.ts`],
    bundle: true,
    write: false,
    format: 'cjs',
    platform: 'neutral',
    define: { IS_SIGNED: 'false' },
    tsconfigRaw: '{}',
  });
  const module = { exports: {} as T };
  const printed: string[] = [];
  const console = { log: (...parts: unknown[]) => printed.push(parts.join(' ')) };
  runInNewContext(outputFiles[0]?.text ?? '', { module, console });
  return { exports: module.exports, printed };
}

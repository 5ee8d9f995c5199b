import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';

const PATIENCE_MS = 120_000;

/** Runs npm without a shell, in `folder`, and gives what it prints. Throws an Error with its complaint when it fails. */
export async function npm(folder: string, parameters: string[]): Promise<string> {
  const { command, first } = npmProgram();
  const child = spawn(command, [...first, ...parameters], {
    cwd: folder,
    env: withoutNpmOf(process.env),
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: PATIENCE_MS,
  });
  const [[code], output, complaint] = await Promise.all([once(child, 'close'), text(child.stdout), text(child.stderr)]);
  if (code !== 0) throw new Error(`npm ${parameters.join(' ')} ended with code ${code}:\n${complaint}${output}`);
  return output;
}

/** The npm that runs us, as a script for Node: a `.cmd` file, as on Windows, could not be spawned without a shell. */
function npmProgram(): { command: string; first: string[] } {
  const script = process.env.npm_execpath;
  return script?.endsWith('.js') ? { command: process.execPath, first: [script] } : { command: 'npm', first: [] };
}

/** What `npm run` sets describes the project; an npm that works elsewhere must not take it over. */
function withoutNpmOf(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const foreign = /^npm_(?:package_|lifecycle_|command$|config_local_prefix$|config_prefix$)|^INIT_CWD$/;
  return Object.fromEntries(Object.entries(env).filter(([name]) => !foreign.test(name)));
}

import { cpus } from 'node:os';
import { benchFlashing } from './flash/flashing';
import { benchReceiving } from './receiving';

const BENCHES: Record<string, () => Promise<void>> = { receive: benchReceiving, flash: benchFlashing };

/** Measures everything, or what the arguments name, and prints it as Markdown: `npm run bench -- flash`. */
async function run(names: string[]): Promise<void> {
  const unknown = names.find((name) => BENCHES[name] === undefined);
  if (unknown !== undefined)
    throw new Error(`there is no bench "${unknown}", only: ${Object.keys(BENCHES).join(', ')}`);
  console.log(machine());
  for (const [name, bench] of Object.entries(BENCHES)) if (names.length === 0 || names.includes(name)) await bench();
}

function machine(): string {
  const nodeRed = (require('node-red/package.json') as { version: string }).version;
  const processors = cpus();
  const model = processors[0]?.model.trim() ?? 'unknown processor';
  return `${processors.length} × ${model}, ${process.platform}, Node ${process.versions.node}, Node-RED ${nodeRed}`;
}

process.once('SIGINT', () => process.exit(1)); // otherwise Ctrl-C would leave processes and their folders behind
run(process.argv.slice(2)).catch((error: Error) => {
  console.error(error);
  process.exitCode = 1;
});

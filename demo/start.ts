import { DEFAULT_PORT } from '../protocol/packet';
import { Demonstration } from './demonstration';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

main().catch((error: Error) => {
  console.error(error.message);
  process.exitCode = 1;
});

/** `npm start`: shows the demonstration until Ctrl-C. */
async function main(): Promise<void> {
  const interruption = new AbortController();
  const { signal } = interruption;
  // They stay for good: npm passes Ctrl-C on, so it comes twice, and the second must not cut the clearing up short.
  for (const name of SIGNALS) process.on(name, () => interruption.abort());
  console.log('Starting Node-RED ...');
  try {
    await show(signal);
  } catch (error) {
    if (!signal.aborted) throw error;
  }
  if (signal.aborted) console.log('Ended.');
}

async function show(signal: AbortSignal): Promise<void> {
  const demonstration = await start(signal);
  try {
    console.log(welcome(demonstration));
    await demonstration.hasEnded;
    if (!signal.aborted) throw new Error(`Node-RED ended by itself. Its last lines:\n${demonstration.lastLines}`);
  } finally {
    await demonstration.stop();
  }
}

async function start(signal: AbortSignal): Promise<Demonstration> {
  try {
    return await Demonstration.start({
      onNodeRedLine: (line) => {
        if (line.includes('[error]')) console.error(`  Node-RED: ${line}`);
      },
      signal,
    });
  } catch (error) {
    throw new Error(`Cannot start: ${(error as Error).message}`, { cause: error });
  }
}

function welcome({ editorUrl, dashboardUrl, counterPort }: Demonstration): string {
  return `
  Dashboard  ${dashboardUrl}
  Editor     ${editorUrl}

On the dashboard press "Flash": a blank, simulated ESP8266 is given Espruino and the program, checked and started. Its
counter then goes up by 1 each second, and nothing is missed. Press "Stop listening", wait a little, press "Listen
again": the readings taken meanwhile arrive.
In the editor the node "port ${counterPort}" says "1 device". ${portNote(counterPort)}Ctrl-C ends everything.
`;
}

function portNote(counterPort: number): string {
  return counterPort === DEFAULT_PORT
    ? ''
    : `(Port ${DEFAULT_PORT} is in use by another program, so it is ${counterPort}.) `;
}

import { createHash } from 'node:crypto';
import { freePort } from '../../test/node-red/free-port';
import { BenchNodeRed, type FlowNode } from '../bench-node-red';
import type { PressTimes } from '../node-red/press-watch';
import { TimedChip } from './timed-chip';

export const PRESS_BAUD = 460_800;
/** The newest for 4 MB that the simulator offers. */
const IMAGE = 'espruino_2v29_esp8266_4mb_combined_4096.bin';
const PATIENCE_MS = 120_000;

/** What presses led to, on one chip one after the other. */
export interface Presses {
  /** `install`, on a blank chip. */
  blank: PressTimes;
  /** `program`, on the chip that runs a program already. */
  program: PressTimes;
}

/** From a press to the first reading, in a real Node-RED with the built package. */
export async function measurePresses(): Promise<Presses> {
  const chip = await TimedChip.start();
  try {
    const nodeRed = await BenchNodeRed.start(flow(chip, await checksum(chip), await freePort()));
    try {
      return await press(nodeRed);
    } finally {
      await nodeRed.stop();
    }
  } finally {
    await chip.stop();
  }
}

async function press(nodeRed: BenchNodeRed): Promise<Presses> {
  const times = (request: string) =>
    nodeRed.ask(`bench-press/press/${request}`, { method: 'POST', patienceMs: PATIENCE_MS }) as Promise<PressTimes>;
  return { blank: await times('install'), program: await times('program') };
}

/** The chip is its own access point, as the nodes are set from the start; this machine joins it. */
function flow({ url, images }: TimedChip, imageSha256: string, port: number): FlowNode[] {
  const source = { imageSource: 'url', imageUrl: images + IMAGE, imageSha256 };
  const settings = { port: url, serverPort: String(port), baud: String(PRESS_BAUD), ...source };
  return [
    { id: 'press', type: 'bench-press', wires: [['flash']] },
    { id: 'flash', type: 'esp8266-flash', ...settings, wires: [['press'], []] },
    { id: 'failures', type: 'catch', scope: ['flash'], wires: [['press']] },
    { id: 'in', type: 'esp8266-tcp-in', port: String(port), wires: [['press'], []] },
  ];
}

/** Asking for the image also has the simulator make it: that it is pretended costs no press any time. */
async function checksum({ images }: TimedChip): Promise<string> {
  const response = await fetch(images + IMAGE, { signal: AbortSignal.timeout(PATIENCE_MS) });
  return createHash('sha256')
    .update(Buffer.from(await response.arrayBuffer()))
    .digest('hex');
}

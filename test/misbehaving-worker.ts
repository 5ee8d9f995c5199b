import { PhaseTimes } from '../nodes/esp8266-flash/job/phase-times';
import type { FromWorker, ToWorker } from '../nodes/esp8266-flash/job/worker-messages';

/*
 * Stands for the process of a job; the port of the request says how it behaves. It is started as a program of its own.
 */

const tell = (message: FromWorker): unknown => process.send?.(message);

const BEHAVIOURS: Record<string, () => void> = {
  dies: () => process.exit(3),
  throws: () => {
    throw new Error('out of luck');
  },
  hangs: () => {
    for (;;);
  },
  lingers: () => {
    tell({ kind: 'done', outcome: { chip: {}, bytes: 0, phaseMs: new PhaseTimes().ms } });
    setInterval(() => {}, 1000);
  },
  'is-deaf': () => {
    setInterval(() => tell({ kind: 'alive' }), 100);
  },
  obeys: () => {
    const failure = { code: 'cancelled', values: {}, state: 'incomplete', phaseMs: {} } as const;
    process.on('message', ({ kind }: ToWorker) => {
      if (kind === 'cancel') tell({ kind: 'failed', failure });
      if (kind === 'cancel') process.disconnect();
    });
  },
  prints: () => {
    console.log('half a secret');
    console.error('a warning');
    process.disconnect();
  },
};

process.once('message', (message: ToWorker) => {
  if (message.kind !== 'start') return;
  tell({ kind: 'progress', progress: { phase: 'write', percent: 40 } });
  BEHAVIOURS[message.request.port]?.();
});

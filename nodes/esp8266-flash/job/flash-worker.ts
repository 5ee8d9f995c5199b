import { asFlashError } from '../flash-error';
import type { FlashRequest } from '../flash-request';
import { listPorts } from '../link/port-list';
import { runFlashJob } from './flash-job';
import { Outbox } from './outbox';
import { TOOLS } from './tools';
import type { FromWorker, ToWorker } from './worker-messages';

/*
 * The process of one job (job-process.ts is the other end). It ends with the job, and with the process that started it.
 */

const ALIVE_MS = 1000;

const cancellation = new AbortController();
let finish = () => {};
const firstReading = new Promise<void>((resolve) => {
  finish = resolve;
});

const HANDLERS: { [Kind in ToWorker['kind']]: (message: Extract<ToWorker, { kind: Kind }>) => void } = {
  start: ({ request, imagesUrl }) => void run(request, imagesUrl),
  cancel: () => cancellation.abort(),
  finish: () => finish(),
  list: () => void list(),
};

process.on('message', (message: ToWorker) => (HANDLERS[message.kind] as (message: ToWorker) => void)(message));
process.on('disconnect', () => process.exit());
// Ctrl-C in a terminal goes to all processes at once: the one that started this one says what is to be done.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => {});
// The packages that do the work throw into the event loop where nobody waits.
process.on('uncaughtException', (error) => fail(error));
setInterval(() => tell({ kind: 'alive' }), ALIVE_MS);

async function run(request: FlashRequest, imagesUrl: string | undefined): Promise<void> {
  const outbox = new Outbox(tell);
  const end = await runFlashJob(request, TOOLS, {
    reporter: {
      progress: (progress) => outbox.progress(progress),
      log: (line) => outbox.line('log', line),
    },
    signal: cancellation.signal,
    started: (mac) => tell({ kind: 'started', mac }),
    printed: (line) => outbox.line('console', line),
    firstReading,
    ...(imagesUrl === undefined ? {} : { imagesUrl }),
  });
  leave('outcome' in end ? { kind: 'done', ...end } : { kind: 'failed', ...end });
}

async function list(): Promise<void> {
  try {
    leave({ kind: 'ports', ports: await listPorts() });
  } catch (error) {
    fail(error);
  }
}

function fail(error: unknown): void {
  const { code, values, cause } = asFlashError(error);
  if (cause instanceof Error) tell({ kind: 'log', line: cause.stack ?? cause.message });
  leave({ kind: 'broken', code, values });
}

function tell(message: FromWorker): void {
  process.send?.(message, () => {}); // when nobody is there any more, `disconnect` says so
}

/** The last word must be on its way before this process ends. */
function leave(message: FromWorker): void {
  process.send?.(message, () => process.exit());
}

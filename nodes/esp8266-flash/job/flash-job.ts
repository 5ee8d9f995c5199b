import { asFlashError, FlashError } from '../flash-error';
import type { FlashRequest } from '../flash-request';
import { type Client, Job, type Tools } from './job';
import { PhaseTimes } from './phase-times';
import { PHASES } from './phases';
import { phasesOf, stateAt, WRITING_PHASES } from './plan';
import type { PhaseName } from './progress';
import type { JobEnd } from './worker-messages';

/**
 * A console in the network is switched off by the program that starts, which the console itself tells from a line that
 * breaks; and a board whose program runs may be carried away: then only its readings count.
 */
const MAY_LOSE_LINE: ReadonlySet<PhaseName> = new Set(['start', 'first-reading']);

/** Does what `request` asks, phase by phase; gives how it ended, with the line closed. Never rejects. */
export async function runFlashJob(request: FlashRequest, tools: Tools, client: Client): Promise<JobEnd> {
  const times = new PhaseTimes();
  let job: Job | undefined;
  try {
    job = new Job(request, tools.makeLink(request.port), tools, client);
    await goThrough(job, times);
    const { facts: chip, bytes } = job;
    return { outcome: { chip, bytes, phaseMs: times.ms } };
  } catch (error) {
    const { phase } = times;
    const { code, values } = asFlashError(client.signal.aborted ? new FlashError('cancelled') : error);
    const { hasTakenProgram } = job ?? {};
    const state = stateAt({ phase, request: request.request, code, hasTakenProgram });
    return { failure: { code, values, ...(phase === undefined ? {} : { phase }), state, phaseMs: times.ms } };
  }
}

async function goThrough(job: Job, times: PhaseTimes): Promise<void> {
  const { request, link, client } = job;
  const cancelled = cancellation(client.signal);
  try {
    for (const phase of phasesOf(request)) {
      if (job.keepsEspruino && WRITING_PHASES.has(phase)) continue;
      times.enter(phase);
      client.reporter.log(`phase ${phase}`);
      client.reporter.progress({ phase });
      const cut = MAY_LOSE_LINE.has(phase) ? [cancelled] : [cancelled, link.lost];
      await Promise.race([PHASES[phase](job), ...cut]);
      if (client.signal.aborted) throw new FlashError('cancelled'); // a phase may be over in the same moment
    }
  } finally {
    times.end();
    await job.leave().catch((error: Error) => client.reporter.log(`while letting go: ${error.message}`));
    await link.close();
  }
}

/** Whatever a phase waits for, it ends when the job is cancelled. */
function cancellation(signal: AbortSignal): Promise<never> {
  const cancelled = new Promise<never>((_, reject) => {
    const cancel = () => reject(new FlashError('cancelled'));
    if (signal.aborted) cancel();
    else signal.addEventListener('abort', cancel, { once: true });
  });
  cancelled.catch(() => {}); // also between two phases
  return cancelled;
}

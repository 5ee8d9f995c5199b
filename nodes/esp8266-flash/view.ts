import type { JobOutcome, JobView } from './job/job-view';
import { phasesOf } from './job/plan';
import type { JobHost, JobResult, SupervisedJob } from './job/supervised-job';
import { adviceText, failureTexts, outcomeText, progressText, ssidOf, type Text } from './texts';

/** Before the first job. */
export const NO_JOB: JobView = { isRunning: false, phases: [], phaseMs: {}, text: '', log: [] };

/** How `job` stands, for the form: `result` once it has ended. */
export function viewOf(
  { request, times, progress, log }: SupervisedJob,
  result: JobResult | undefined,
  { text, surroundings }: JobHost & { text: Text },
): JobView {
  const view: JobView = {
    ...progress,
    isRunning: result === undefined,
    request: request.request,
    phases: phasesOf(request),
    phaseMs: times.ms,
    text: progressText(progress, request, text),
    log: log.lines,
  };
  if (progress.instruction === 'join-wifi') view.ssid = ssidOf(request);
  if (result !== undefined) view.outcome = outcomeOf(result);
  return view;

  function outcomeOf(ended: JobResult): JobOutcome {
    if ('failure' in ended) {
      const { code, state } = ended.failure;
      const { cause, remedy, stateText } = failureTexts(ended.failure, text);
      return { ok: false, code, text: cause, remedy, state, stateText };
    }
    const isHeard = ended.heard !== undefined;
    const told = outcomeText(request, ended, text);
    if (ended.advice === undefined) return { ok: true, text: told, isHeard };
    return { ok: true, text: told, isHeard, advice: adviceText(ended, request, surroundings.addresses()[0], text) };
  }
}

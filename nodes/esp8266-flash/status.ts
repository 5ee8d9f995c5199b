import type { FlashErrorCode } from './flash-error';
import type { Progress } from './job/progress';
import type { JobResult } from './job/supervised-job';
import type { Text } from './texts';

/** What a node shows below itself. */
export interface Status {
  fill: 'red' | 'yellow' | 'green' | 'blue' | 'grey';
  shape: 'dot' | 'ring';
  text: string;
}

/** What has words of its own; the others are shown by their code, which the texts of the form explain. */
const WORDS: Partial<Record<FlashErrorCode, string>> = { busy: 'busy', 'bad-request': 'bad-setting' };

/** As much of a device's id as a status has room for. */
const SHOWN_ID_LENGTH = 12;

/** The status while a job runs: yellow when a person has to do something. */
export function progressStatus({ phase, percent, instruction }: Progress, text: Text): Status {
  if (instruction !== undefined)
    return { fill: 'yellow', shape: 'ring', text: text(`instruction.${instruction}.status`) };
  const doing = text(`status.${phase}`);
  return {
    fill: 'blue',
    shape: 'dot',
    text: percent === undefined || phase === 'first-reading' ? doing : text('status.percent', { doing, percent }),
  };
}

/** The status that stays when a job has ended. */
export function endStatus(result: JobResult, text: Text): Status {
  if ('failure' in result) return failureStatus(result.failure.code, text);
  const { heard, advice } = result;
  if (advice === 'reading-fails') return { fill: 'yellow', shape: 'dot', text: text('status.reading-fails') };
  if (heard !== undefined)
    return { fill: 'green', shape: 'dot', text: text('status.heard', { device: shortId(heard.id) }) };
  return { fill: advice === undefined ? 'green' : 'yellow', shape: 'dot', text: text('status.done') };
}

/** Why there is no result; a job that was cancelled is no fault. */
export function failureStatus(code: FlashErrorCode, text: Text): Status {
  if (code === 'cancelled') return { fill: 'grey', shape: 'ring', text: text('status.cancelled') };
  const key = WORDS[code] ?? 'failed';
  return { fill: 'red', shape: 'ring', text: text(`status.${key}`, { code }) };
}

function shortId(id: string): string {
  return id.length > SHOWN_ID_LENGTH + 1 ? `${id.slice(0, SHOWN_ID_LENGTH)}…` : id;
}

import { Sequence, type Step } from '../../nodes/esp8266-tcp-in/sequence';
import { PLANTED_BUG } from '../planted';

/** Robs the product in this process of what the environment names. The rest is robbed by the node's own settings. */
export function plantBug(): void {
  if (process.env[PLANTED_BUG] === 'deduplication') forgetNumbers();
}

/** No number counts as heard before. */
function forgetNumbers(): void {
  const { take } = Sequence.prototype;
  Sequence.prototype.take = function (number): Step {
    const step = take.call(this, number);
    return step.kind === 'duplicate' ? { kind: 'fresh', missed: 0 } : step;
  };
}

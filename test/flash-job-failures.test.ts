import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect } from 'node:net';
import { describe, test } from 'node:test';
import type { FlashErrorCode } from '../nodes/esp8266-flash/flash-error';
import type { FlashRequest } from '../nodes/esp8266-flash/flash-request';
import type { PhaseName } from '../nodes/esp8266-flash/job/progress';
import type { ChipState } from '../nodes/esp8266-flash/job/worker-messages';
import type { ChipOptions } from '../simulator/chip/chip-options';
import { FlashingBench } from './flashing';

interface Trouble {
  title: string;
  chip?: ChipOptions;
  /** Makes it happen, before the job or while it runs. */
  before?(bench: FlashingBench): unknown;
  during?(bench: FlashingBench): unknown;
  request?: Partial<FlashRequest>;
  /** How the job ends, in which phase, and what the chip is left with. */
  ends: [FlashErrorCode, PhaseName, ChipState];
  /** Takes it back. */
  isOver?(bench: FlashingBench): unknown;
}

/** An erase before spares the look for an Espruino that may be there. */
const ANEW = { erase: true };

const TROUBLES: Trouble[] = [
  {
    title: 'a chip that says nothing',
    before: ({ chip }) => Object.assign(chip.faults, { silent: true }),
    request: ANEW,
    ends: ['no-answer', 'connect', 'untouched'],
    isOver: ({ chip }) => Object.assign(chip.faults, { silent: false }),
  },
  {
    title: 'a board that does not go into its loader by itself',
    chip: { wiring: 'none' },
    before: ({ chip }) => setInterval(() => chip.pressReset(), 300).unref(),
    request: ANEW,
    ends: ['wrong-mode', 'connect', 'untouched'],
  },
  {
    title: 'noise',
    before: ({ chip }) => Object.assign(chip.faults, { noise: true }),
    request: ANEW,
    ends: ['noise', 'connect', 'untouched'],
    isOver: ({ chip }) => Object.assign(chip.faults, { noise: false }),
  },
  {
    title: 'a supply that fails while the flash is written',
    before: ({ chip }) => Object.assign(chip.faults, { powerLossAfterBytes: 100_000 }),
    request: ANEW,
    ends: ['stopped', 'write', 'incomplete'],
    isOver: ({ chip }) => chip.powerOn(),
  },
  {
    title: 'a flash that does not keep what is written',
    before: ({ chip }) => Object.assign(chip.faults, { corruptsWrites: true }),
    request: ANEW,
    ends: ['verify-failed', 'verify', 'incomplete'],
    isOver: ({ chip }) => Object.assign(chip.faults, { corruptsWrites: false }),
  },
  {
    title: 'a line that breaks',
    during: ({ phases, line }) => phases.next('fetch').then(() => line.dropClient()),
    request: ANEW,
    ends: ['port-gone', 'fetch', 'untouched'],
  },
  {
    title: 'a port that another program has',
    before: ({ line }) => once(connect(Number(new URL(line.url).port)), 'data'),
    ends: ['port-busy', 'connect', 'untouched'],
  },
  {
    title: 'a machine that is not there',
    request: { port: 'rfc2217://127.0.0.1:1' },
    ends: ['unreachable', 'connect', 'untouched'],
  },
  {
    title: 'a port that is not there',
    request: { port: '/dev/ttyNOWHERE' },
    ends: ['port-not-found', 'connect', 'untouched'],
  },
  {
    title: 'an image that is cut off',
    before: ({ images }) => Object.assign(images, { fault: 'truncated' }),
    request: ANEW,
    ends: ['image-bad', 'fetch', 'untouched'],
  },
  {
    title: 'an image that is not on the server',
    before: ({ images }) => Object.assign(images, { fault: 'not found' }),
    request: ANEW,
    ends: ['image-not-found', 'fetch', 'untouched'],
  },
  {
    title: 'no network',
    before: (bench) => Object.assign(bench, { imagesUrl: 'http://127.0.0.1:1/' }),
    request: ANEW,
    ends: ['image-unreachable', 'fetch', 'untouched'],
  },
  {
    title: 'a console that never answers',
    before: ({ chip }) => Object.assign(chip.faults, { consoleIsSilent: true }),
    request: ANEW,
    ends: ['console-silent', 'boot', 'no-program'],
    isOver: ({ chip }) => Object.assign(chip.faults, { consoleIsSilent: false }),
  },
  {
    title: 'a chip without Espruino that shall have a program only',
    request: { request: 'program' },
    ends: ['console-silent', 'connect', 'untouched'],
  },
  {
    title: 'an Espruino of before the firmware',
    before: (bench) => bench.installEspruino('2v08'),
    request: { request: 'program' },
    ends: ['espruino-too-old', 'connect', 'untouched'],
  },
  {
    title: 'a FLASH button that is held for too long',
    during: ({ chip, phases }) => phases.next('verify').then(() => Object.assign(chip.faults, { heldInLoader: true })),
    request: ANEW,
    ends: ['stuck-in-loader', 'boot', 'no-program'],
    isOver: ({ chip }) => Object.assign(chip.faults, { heldInLoader: false }),
  },
  {
    title: 'a program that the chip cannot run',
    request: { program: { kind: 'script', code: 'async () => {' } },
    ends: ['program-bad', 'connect', 'untouched'],
  },
];

describe('what can go wrong', { concurrency: 4 }, () => {
  for (const { title, chip, before, during, request, ends, isOver } of TROUBLES) {
    test(`${title}: ${ends[0]}`, async (t) => {
      const bench = await FlashingBench.set(t, chip);
      await before?.(bench);
      void during?.(bench);
      const { code, phase, state } = await bench.fails(request);
      assert.deepEqual([code, phase, state], ends, bench.lines.join('\n'));
      if (isOver === undefined) return;
      isOver(bench);
      assert.equal((await bench.does({ request: 'identify' })).chip.flashBytes, 4_194_304);
    });
  }
});

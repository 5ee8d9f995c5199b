import { DEFAULT_SSID } from '../../protocol/chip-settings';
import { DEFAULT_PORT } from '../../protocol/packet';
import type { FirstReading } from './first-reading';
import type { FlashRequest } from './flash-request';
import type { PhaseName, Progress } from './job/progress';
import type { ChipState, Failure, Outcome } from './job/worker-messages';

/** A text of the locale, in the language of the runtime. */
export type Text = (key: string, values?: Record<string, string | number>) => string;

const MEGABYTE = 1024 * 1024;

/** What is done now, or what a person shall do. */
export function progressText({ phase, percent, instruction }: Progress, request: FlashRequest, text: Text): string {
  if (phase === 'first-reading' && percent === 100) return text('outcome.first-reading');
  if (instruction === undefined) return text(`progress.${phase}`);
  return text(`instruction.${instruction}.text`, { ssid: ssidOf(request) });
}

/** That it is done, and what for. */
export function outcomeText(
  { request }: FlashRequest,
  { outcome, heard, advice }: { outcome: Outcome } & FirstReading,
  text: Text,
): string {
  const { chip, bytes } = outcome;
  if (request === 'identify') return identityText(chip, text);
  const done = request === 'rescue' && bytes === 0 ? 'rescue-nothing' : request;
  const hasReading = heard !== undefined && advice !== 'reading-fails';
  return text(hasReading ? 'outcome.first-reading' : `outcome.${done}`, { bytes, chip: chip.chip ?? 'ESP8266' });
}

/** What a person should know or do next; `address` is one of this machine. */
export function adviceText(
  { advice, fault = 'null' }: FirstReading,
  request: FlashRequest,
  address: string | undefined,
  text: Text,
): string {
  const { host, port = DEFAULT_PORT } = request.settings.server ?? {};
  return text(`advice.${advice}`, { ssid: ssidOf(request), host: host || address || '127.0.0.1', port, fault });
}

/** Why it failed, what to do, and what the chip now holds. */
export function failureTexts(
  { code, values, state }: Failure,
  text: Text,
): { cause: string; remedy: string; stateText: string } {
  return {
    cause: text(`error.${code}.cause`, inWordsOfTheForm(values, text)),
    remedy: text(`error.${code}.remedy`, values),
    stateText: text(`state.${state}`),
  };
}

/** That nobody waits for a job any more because its node goes, in which phase that was, and what the chip now holds. */
export function brokenOffText(phase: PhaseName, state: ChipState, text: Text): string {
  return text('broken-off', { phase: text(`phase.${phase}`), state: text(`state.${state}`) });
}

const SETTING = /^(\w+)(?:\[(\d+)\](?:\.(\w+))?)?(?= must )/;

/** A setting of the node that a problem begins with, as its form calls it; what a message names is no such word. */
function inWordsOfTheForm(values: Failure['values'], text: Text): Failure['values'] {
  const { problem } = values;
  if (typeof problem !== 'string') return values;
  return { ...values, problem: problem.replace(SETTING, (name, ...parts) => labelOf(name, parts, text)) };
}

function labelOf(name: string, [setting, index, field]: string[], text: Text): string {
  const label = text(`label.${setting}`);
  if (label.endsWith(`label.${setting}`)) return name; // there is none: the runtime gives the key
  const line = index && text('parts.line', { line: Number(index) + 1 });
  return [`“${label}”`, line, field && `“${text(`parts.${field}`)}”`].filter(Boolean).join(', ');
}

/** The name of the network that the chip makes or joins. */
export function ssidOf({ settings }: FlashRequest): string {
  return settings.wifi?.ssid || DEFAULT_SSID;
}

function identityText({ chip = 'ESP8266', mac = '', flashBytes = 0, espruino }: Outcome['chip'], text: Text): string {
  const runs = espruino && `Espruino ${espruino.version} (${espruino.board})`;
  const flash = `${flashBytes / MEGABYTE} MB`;
  return text('outcome.identify', { chip, mac, flash, runs: runs ?? text('outcome.identify-nothing') });
}

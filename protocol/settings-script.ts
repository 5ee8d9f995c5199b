import type { ChipSettings } from './chip-settings';

/**
 * The settings as the statement `var SETTINGS={…};`. The strings of the chip are bytes, so a text is put there as its UTF-8,
 * and all of the statement is ASCII: é stands there as `\xc3\xa9`, and quotes, line ends and NUL as `\x…` too.
 */
export function settingsScript(settings: ChipSettings): string {
  return `var SETTINGS=${literal(settings)};`;
}

function literal(value: unknown): string {
  if (typeof value === 'string') return byteString(value);
  if (typeof value !== 'object' || value === null) return String(value);
  const properties = Object.entries(value).filter(([, one]) => one !== undefined);
  return `{${properties.map(([key, one]) => `${byteString(key)}:${literal(one)}`).join()}}`;
}

/** A text as it stands in the program, in quotes. */
export function byteString(text: string): string {
  const bytes = Buffer.from(text, 'utf8').toString('latin1');
  const escaped = bytes.replace(/[^ !#-[\]-~]/g, (byte) => `\\x${byte.charCodeAt(0).toString(16).padStart(2, '0')}`);
  return `"${escaped}"`;
}

import { byteString } from '../../protocol/settings-script';

const KEPT_LINES = 500;
const LONGEST_LINE = 500;
const CONTROLS = /\p{Cc}+/gu;

/** The log of one job: its last lines, each with the seconds since the start, and never a secret. */
export class JobLog {
  readonly lines: string[] = [];
  private readonly startedAt: number;
  private readonly forms: string[];

  /** `secrets` are replaced wherever they stand, also as they are written in JSON, in the program, or by the chip. */
  constructor(
    secrets: string[],
    private readonly now: () => number = () => performance.now(),
  ) {
    this.startedAt = now();
    this.forms = secrets
      .flatMap((secret) => [
        secret,
        JSON.stringify(secret).slice(1, -1),
        byteString(secret).slice(1, -1),
        Buffer.from(secret, 'utf8').toString('latin1'),
      ])
      .filter((form) => form !== '')
      .sort((a, b) => b.length - a.length);
  }

  add(text: string): void {
    const seconds = ((this.now() - this.startedAt) / 1000).toFixed(2);
    this.lines.push(`${seconds} ${this.safe(text).slice(0, LONGEST_LINE)}`);
    if (this.lines.length > KEPT_LINES) this.lines.shift();
  }

  /** `text` without secrets, in one line of printable characters: fit for a message, a status, a sentence. */
  safe(text: string): string {
    const open = this.forms.reduce((rest, form) => rest.replaceAll(form, '***'), text);
    return printable(open);
  }
}

/** In one line of printable characters: what a terminal would take for a command is none any more. */
function printable(text: string): string {
  return text.replace(CONTROLS, ' ').trim();
}

/** The values of a text, where what somebody gave may be among them. */
export function printableValues(values: Record<string, string | number>): Record<string, string | number> {
  const entries = Object.entries(values);
  return Object.fromEntries(entries.map(([key, value]) => [key, typeof value === 'string' ? printable(value) : value]));
}

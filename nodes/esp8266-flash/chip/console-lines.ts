const ESCAPE = '\x1b';
/** Before it prints, Espruino takes its prompt back: it wipes the line. */
const WIPED = `${ESCAPE}[J`;
const ESCAPE_SEQUENCE = new RegExp(`${ESCAPE}\\[[0-9;?]*[A-Za-z]`, 'g');
/** Only garbage has no end of line for so long. */
const MAX_LINE_CHARACTERS = 10_000;

/** Makes lines for a person of what a console says: no prompt, no escape sequence, no empty line; UTF-8. */
export class ConsoleLines {
  private partial = '';

  constructor(private readonly tell: (line: string) => void) {}

  /** Takes the next characters, each a byte. */
  push(text: string): void {
    const lines = (this.partial + text).split('\n');
    this.partial = (lines.pop() ?? '').slice(-MAX_LINE_CHARACTERS);
    for (const line of lines) {
      const plain = plainLine(line);
      if (plain !== '') this.tell(plain);
    }
  }
}

function plainLine(line: string): string {
  const printed = (line.split(WIPED).pop() ?? '').replace(ESCAPE_SEQUENCE, '');
  return Buffer.from(withoutControls(printed), 'latin1').toString('utf8').replace(/^>+/, '').trim();
}

function withoutControls(line: string): string {
  return [...line].filter((character) => character >= ' ' && character !== '\x7f').join('');
}

import { InputLine } from './input-line';

const BACKSPACE = '\b';
const ERASE_BEHIND = '\x1b[J';

/**
 * The prompt `>` with the line behind it, as a VT100 terminal shows it. Whatever is printed takes the prompt away first;
 * `show()` puts it back. Source: src/jsinteractive.c.
 */
export class Prompt {
  readonly line = new InputLine();
  isEchoOn = true;
  /** A line that begins with DLE (Ctrl-P) is not echoed, and its value is not shown. */
  isEchoOffForLine = false;
  /** Printed over: it comes back when nothing is printed any more. */
  isAway = true;

  constructor(private readonly send: (text: string) => void) {}

  get isEchoing(): boolean {
    return this.isEchoOn && !this.isEchoOffForLine;
  }

  /** Puts the prompt there again, if it is away. */
  show(): void {
    if (!this.isAway) return;
    this.isAway = false;
    this.echo(`>${continued(this.line.text)}`);
    this.moveFrom(this.line.text.length);
  }

  /** Takes the prompt and its line off the terminal. */
  hide(): void {
    const { cursor } = this.line;
    this.moveTo(0);
    this.line.cursor = cursor;
    this.echo(`\r${ERASE_BEHIND}`);
    this.isAway = true;
  }

  /** The line is run: the prompt is gone with it, without a trace on the terminal. */
  leave(): string {
    this.echo('\r\n');
    if (!this.isEchoOffForLine) this.isAway = true;
    return this.line.take();
  }

  /** Ctrl-C: the line is gone from the terminal as well. */
  clear(): void {
    if (this.line.isEmpty) return;
    this.hide();
    this.line.set('');
  }

  type(text: string): void {
    const from = this.line.cursor;
    const isInside = this.line.behind !== '';
    this.line.insert(text);
    if (!isInside) {
      this.echo(text);
      return;
    }
    this.line.cursor = from;
    this.echoRestOfLine();
    this.line.cursor = from + text.length;
    this.echo(text);
  }

  deleteBefore(): void {
    const isLineEnd = this.line.text[this.line.cursor - 1] === '\n';
    if (isLineEnd) this.joinLines();
    else if (this.line.deleteBefore() !== undefined) {
      this.echo(BACKSPACE);
      this.echoRestOfLine();
    }
  }

  deleteBehind(): void {
    const deleted = this.line.deleteBehind();
    if (deleted === '\n') this.echoBehind();
    else if (deleted !== undefined) this.echoRestOfLine();
  }

  /** An Enter that does not run the line. */
  breakLine(): void {
    if (this.line.behind === '') {
      this.line.insert('\n');
      this.echo('\r\n:');
      return;
    }
    this.echo(ERASE_BEHIND);
    const from = this.line.cursor;
    this.line.insert('\n');
    this.echo(continued(this.line.text.slice(from)));
    this.moveFrom(this.line.text.length);
  }

  /** The cursor goes to another place in the line. */
  moveTo(place: number): void {
    const from = this.line.cursor;
    this.line.cursor = place;
    this.moveFrom(from);
  }

  /** Another text instead of this one, from the history. */
  replace(text: string): void {
    this.moveTo(0);
    this.echo(ERASE_BEHIND + continued(text));
    this.line.set(text);
  }

  private joinLines(): void {
    this.echo(`${ERASE_BEHIND}${BACKSPACE} `);
    const from = this.line.cursor;
    this.line.cursor -= 1;
    this.moveFrom(from);
    this.line.deleteBehind();
    this.echo(continued(this.line.behind));
    this.moveFrom(this.line.text.length);
  }

  private echoBehind(): void {
    this.echo(ERASE_BEHIND + continued(this.line.behind));
    this.moveFrom(this.line.text.length);
  }

  /** The rest of the line anew, a blank over what stood there last, and back. */
  private echoRestOfLine(): void {
    const { restOfLine } = this.line;
    this.echo(`${restOfLine} ${BACKSPACE.repeat(restOfLine.length + 1)}`);
  }

  private moveFrom(place: number): void {
    const from = this.line.position(place);
    const to = this.line.position(this.line.cursor);
    this.echo(steps(from.column, to.column, '\x1b[C', '\x1b[D') + steps(from.row, to.row, '\x1b[B', '\x1b[A'));
  }

  private echo(text: string): void {
    if (this.isEchoing && !this.isAway) this.send(text);
  }
}

/** Further rows begin with a colon. */
function continued(text: string): string {
  return text.replaceAll('\n', '\r\n:');
}

function steps(from: number, to: number, ahead: string, back: string): string {
  return (to > from ? ahead : back).repeat(Math.abs(to - from));
}

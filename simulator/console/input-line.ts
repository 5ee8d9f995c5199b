/** Text that is being typed, with line ends in it where brackets are open, and the cursor in it. */
export class InputLine {
  text = '';
  cursor = 0;

  get isEmpty(): boolean {
    return this.text === '';
  }

  /** What stands between the cursor and the end of its line. */
  get restOfLine(): string {
    return this.behind.split('\n', 1)[0] as string;
  }

  /** What stands behind the cursor, further lines too. */
  get behind(): string {
    return this.text.slice(this.cursor);
  }

  /** Nothing but blanks behind the cursor: then an Enter may run it. */
  get isAtEnd(): boolean {
    return this.behind.trim() === '';
  }

  insert(text: string): void {
    this.text = this.text.slice(0, this.cursor) + text + this.behind;
    this.cursor += text.length;
  }

  /** Takes away the character before the cursor and gives it; undefined at the start. */
  deleteBefore(): string | undefined {
    if (this.cursor === 0) return undefined;
    this.cursor -= 1;
    return this.deleteBehind();
  }

  /** Takes away the character behind the cursor and gives it; undefined at the end. */
  deleteBehind(): string | undefined {
    const deleted = this.text[this.cursor];
    this.text = this.text.slice(0, this.cursor) + this.text.slice(this.cursor + 1);
    return deleted;
  }

  set(text: string): void {
    this.text = text;
    this.cursor = text.length;
  }

  /** Gives the text and starts anew. */
  take(): string {
    const { text } = this;
    this.set('');
    return text;
  }

  /** Row and column of a place, from 0; the prompt in front of a row is not counted. */
  position(place: number): { row: number; column: number } {
    const rows = this.text.slice(0, place).split('\n');
    return { row: rows.length - 1, column: (rows.at(-1) as string).length };
  }

  /** The place in `row` nearest to `column`; rows beyond the first and last count as those. */
  placeOf(row: number, column: number): number {
    const rows = this.text.split('\n');
    const nearest = Math.min(Math.max(row, 0), rows.length - 1);
    const before = rows.slice(0, nearest).reduce((sum, one) => sum + one.length + 1, 0);
    return before + Math.min(column, (rows[nearest] as string).length);
  }
}

/** Longer lines are not kept: they take memory. */
const LONGEST_LINE = 500;

/** The lines that were run, oldest first, each once. */
export class History {
  private lines: string[] = [];

  add(line: string): void {
    if (line === '' || line.length > LONGEST_LINE) return;
    this.lines = [...this.lines.filter((one) => one !== line), line];
  }

  has(line: string): boolean {
    return this.lines.includes(line);
  }

  /** The line before `line`, the last one when `line` is none of them; undefined at the start. */
  before(line: string): string | undefined {
    const index = this.lines.indexOf(line);
    return index === -1 ? this.lines.at(-1) : this.lines[index - 1];
  }

  /** The line after `line`; an empty one behind the last. */
  after(line: string): string {
    const index = this.lines.indexOf(line);
    return index === -1 ? '' : (this.lines[index + 1] ?? '');
  }
}

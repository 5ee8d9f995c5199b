/** The line to send back for a frame, undefined for none; a promise where it is not known yet. */
export type FrameAnswer = string | undefined | Promise<string | undefined>;

interface Entry {
  line: string | undefined;
  isKnown: boolean;
}

/** Answers of one connection that wait for others: they leave in the order of their frames. */
export class LateAnswers {
  /** True once a frame that waited got no answer: the next answer would be taken for its own. */
  private isMute = false;
  private readonly entries: Entry[] = [];

  /** `release` takes lines, which may be none, as soon as all answers before them are known. */
  constructor(private readonly release: (lines: string) => void) {}

  /** Frames without their answer yet. */
  get count(): number {
    return this.entries.length;
  }

  /** Whether an answer must come here even when it is known. */
  get isInTheWay(): boolean {
    return this.isMute || this.entries.length > 0;
  }

  add(answer: FrameAnswer): void {
    if (typeof answer === 'object') {
      const entry: Entry = { line: undefined, isKnown: false };
      this.entries.push(entry);
      answer.then((line) => this.know(entry, line));
    } else if (!this.isMute) this.entries.push({ line: answer ?? '', isKnown: true });
  }

  private know(entry: Entry, line: string | undefined): void {
    entry.line = line;
    entry.isKnown = true;
    let lines = '';
    for (let first = this.entries[0]; first?.isKnown; first = this.entries[0]) {
      this.entries.shift();
      this.isMute ||= first.line === undefined;
      if (!this.isMute) lines += first.line;
    }
    this.release(lines);
  }
}

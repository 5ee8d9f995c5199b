/** What the peers of our node read of a line: the keys that they use, unchecked. */
export interface Line {
  /** Of a plain line its value, of a report its readings. */
  payloads: unknown[];
  /** Undefined for a plain line, which is not answered. */
  id?: string;
  seq: number;
}

/** The least that can be done with a line of counters and reports, both of which are JSON. Throws SyntaxError. */
export function parseLine(line: string): Line {
  const value = JSON.parse(line);
  return typeof value === 'object' && value !== null
    ? { payloads: value.readings, id: value.id, seq: value.seq }
    : { payloads: [value], seq: value };
}

/** `{"ack":122}` for a report. */
export function answerTo({ seq, payloads }: Line): string {
  return `{"ack":${seq + payloads.length - 1}}\r\n`;
}

/** The bytes of Telnet that mean something of their own (RFC 854); the options that a serial port needs (RFC 856, 858). */
export const TELNET = { SE: 240, SB: 250, WILL: 251, WONT: 252, DO: 253, DONT: 254, IAC: 255 } as const;
export const TELNET_OPTION = { BINARY: 0, SUPPRESS_GO_AHEAD: 3, COM_PORT: 44 } as const;

const { SE, SB, WILL, WONT, DO, DONT, IAC } = TELNET;
/** The longest value of a command of RFC 2217 is a signature; more than this is nobody's. */
const MAX_VALUE_BYTES = 256;

/** What arrives over Telnet: data, an offer or a wish (`verb` is WILL, WONT, DO or DONT), or the value of an option. */
export type TelnetEvent =
  | { kind: 'data'; bytes: Buffer }
  | { kind: 'option'; verb: number; option: number }
  | { kind: 'value'; option: number; value: Buffer };

type State = 'data' | 'command' | 'option' | 'value' | 'command in value';

/** Takes a stream of bytes, split anywhere, apart. What it does not know (a NOP, a value that is too long) it leaves out. */
export class TelnetDecoder {
  private state: State = 'data';
  private verb = 0;
  private data: number[] = [];
  private value: number[] = [];
  private events: TelnetEvent[] = [];

  /** What `chunk` completes, in order. */
  push(chunk: Uint8Array): TelnetEvent[] {
    this.events = [];
    for (const byte of chunk) this.state = this.stateAfter(byte);
    this.endData();
    return this.events;
  }

  private stateAfter(byte: number): State {
    switch (this.state) {
      case 'data':
        return byte === IAC ? 'command' : this.keep(this.data, byte, 'data');
      case 'command':
        return this.command(byte);
      case 'option':
        return this.tell({ kind: 'option', verb: this.verb, option: byte });
      case 'value':
        return byte === IAC ? 'command in value' : this.keep(this.value, byte, 'value');
      case 'command in value':
        return byte === SE ? this.endValue() : this.keep(this.value, byte, 'value'); // only IAC IAC is left to be right
    }
  }

  private command(byte: number): State {
    if (byte === IAC) return this.keep(this.data, byte, 'data');
    this.verb = byte;
    this.value = [];
    if (byte === SB) return 'value';
    return byte >= WILL && byte <= DONT ? 'option' : 'data';
  }

  private keep(bytes: number[], byte: number, next: State): State {
    if (bytes !== this.value || bytes.length <= MAX_VALUE_BYTES) bytes.push(byte);
    return next;
  }

  private endValue(): State {
    const [option, ...value] = this.value;
    if (option === undefined || value.length >= MAX_VALUE_BYTES) return 'data';
    return this.tell({ kind: 'value', option, value: Buffer.from(value) });
  }

  private tell(event: TelnetEvent): State {
    this.endData();
    this.events.push(event);
    return 'data';
  }

  private endData(): void {
    if (this.data.length > 0) this.events.push({ kind: 'data', bytes: Buffer.from(this.data) });
    this.data = [];
  }
}

/** Data as it goes over the wire: each 255 twice. */
export function telnetData(bytes: Uint8Array): Buffer {
  const data = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  return data.includes(IAC)
    ? Buffer.from(Array.from(data).flatMap((byte) => (byte === IAC ? [IAC, IAC] : byte)))
    : data;
}

/** An offer or a wish: `telnetOption(TELNET.WILL, TELNET_OPTION.BINARY)`. */
export function telnetOption(verb: number, option: number): Buffer {
  return Buffer.of(IAC, verb, option);
}

/** The value of an option: `telnetValue(44, [5, 8])` says DTR on. */
export function telnetValue(option: number, value: ArrayLike<number>): Buffer {
  return Buffer.concat([Buffer.of(IAC, SB, option), telnetData(Uint8Array.from(value)), Buffer.of(IAC, SE)]);
}

const OPTIONS: number[] = Object.values(TELNET_OPTION);

/** What both sides of a serial port say first: that they can what it needs, and wish that the other can. */
export const TELNET_OFFERS = Buffer.concat(
  OPTIONS.flatMap((option) => [telnetOption(WILL, option), telnetOption(DO, option)]),
);

/** The refusal of what a serial port does not need; what it needs was offered already, so that a yes wants no answer. */
export function telnetRefusal(verb: number, option: number): Buffer | undefined {
  if (OPTIONS.includes(option)) return undefined;
  if (verb === DO) return telnetOption(WONT, option);
  return verb === WILL ? telnetOption(DONT, option) : undefined;
}

import type { Socket } from 'node:net';
import {
  baudRateValue,
  COM_PORT,
  COM_PORT_ANSWER,
  COM_PORT_CONTROL,
  comPort,
  DATA_SIZE_8,
  PARITY_NONE,
  STOP_SIZE_1,
} from '../../protocol/com-port';
import {
  TELNET,
  TELNET_OFFERS,
  TELNET_OPTION,
  TelnetDecoder,
  type TelnetEvent,
  telnetData,
  telnetRefusal,
} from '../../protocol/telnet';
import { ControlLines, type Signals } from './control-lines';

/** The chip as its USB adapter sees it. */
export interface AdapterSide {
  setSignals(signals: Signals): void;
  setBaudRate(baudRate: number): void;
  /** Resolves when the bytes are on the wire. */
  write(bytes: Uint8Array): Promise<void>;
}

const SIGNATURE = Buffer.from('esp8266-simulator');
const USUAL_BAUD_RATE = 115_200;
/** What a client may leave unread of what the chip sends; more is lost, as in the buffer of a real adapter. */
const MAX_UNREAD_BYTES = 1024 * 1024;

/** One client of the server, from its first byte to its last. */
export class ComPortSession {
  private readonly decoder = new TelnetDecoder();
  private readonly lines: ControlLines;
  private baudRate = USUAL_BAUD_RATE;
  private hasBreak = false;
  private hasToldModemState = false;

  constructor(
    private readonly socket: Socket,
    private readonly chip: AdapterSide,
  ) {
    this.lines = new ControlLines((signals) => chip.setSignals(signals));
  }

  /** Resolves when the client has gone; the lines are idle then. */
  async run(): Promise<void> {
    this.socket.write(TELNET_OFFERS);
    try {
      // in order, and one at a time: a change of the baud rate must not overtake the bytes before it
      for await (const chunk of this.socket) for (const event of this.decoder.push(chunk)) await this.take(event);
    } catch {
      // a client that ends with a reset has gone like any other
    } finally {
      this.lines.release();
    }
  }

  /** What the chip says. */
  send(bytes: Uint8Array): void {
    if (this.socket.writableLength < MAX_UNREAD_BYTES) this.socket.write(telnetData(bytes));
  }

  private async take(event: TelnetEvent): Promise<void> {
    if (event.kind === 'data') await this.chip.write(event.bytes);
    else if (event.kind === 'option') this.negotiate(event.verb, event.option);
    else if (event.option === TELNET_OPTION.COM_PORT) {
      this.tellModemState();
      this.command(event.value);
    }
  }

  /**
   * Once it is agreed that there is a port: pyserial asks for no state unless it was told one. Which of the two has offered
   * first decides whether it still says WILL, or begins with its commands.
   */
  private tellModemState(): void {
    if (this.hasToldModemState) return;
    this.hasToldModemState = true;
    this.answer(COM_PORT.NOTIFY_MODEM_STATE, [0]);
  }

  private negotiate(verb: number, option: number): void {
    if (option === TELNET_OPTION.COM_PORT && verb === TELNET.WILL) this.tellModemState();
    const refusal = telnetRefusal(verb, option);
    if (refusal) this.socket.write(refusal);
  }

  private command(bytes: Buffer): void {
    const [command, ...value] = bytes;
    const answer = command === undefined ? undefined : this.answerTo(command, Buffer.from(value));
    if (command !== undefined && answer !== undefined) this.answer(command, answer);
  }

  private answer(command: number, value: ArrayLike<number>): void {
    this.socket.write(comPort(command + COM_PORT_ANSWER, value));
  }

  /** Always what is in force, whatever was asked for. */
  private answerTo(command: number, value: Buffer): ArrayLike<number> | undefined {
    switch (command) {
      case COM_PORT.SIGNATURE:
        return value.length === 0 ? SIGNATURE : undefined; // with a text it is the client that introduces itself
      case COM_PORT.SET_BAUD_RATE:
        return this.setBaudRate(value);
      case COM_PORT.SET_DATA_SIZE:
        return [DATA_SIZE_8];
      case COM_PORT.SET_PARITY:
        return [PARITY_NONE];
      case COM_PORT.SET_STOP_SIZE:
        return [STOP_SIZE_1];
      case COM_PORT.SET_CONTROL:
        return value[0] === undefined ? undefined : [this.control(value[0])];
      case COM_PORT.NOTIFY_LINE_STATE:
      case COM_PORT.NOTIFY_MODEM_STATE:
        return [0];
      case COM_PORT.SET_LINE_STATE_MASK:
      case COM_PORT.SET_MODEM_STATE_MASK:
      case COM_PORT.PURGE_DATA:
        return value; // nothing is ever notified, and no byte waits here to be purged
      default:
        return undefined; // FLOW_SUSPEND and FLOW_RESUME have no answer
    }
  }

  private setBaudRate(value: Buffer): Buffer {
    const asked = value.length < 4 ? 0 : value.readUInt32BE(0);
    if (asked > 0) {
      this.baudRate = asked;
      this.chip.setBaudRate(asked);
    }
    return baudRateValue(this.baudRate);
  }

  private control(value: number): number {
    const { BREAK_ON, BREAK_OFF, DTR_ON, DTR_OFF, RTS_ON, RTS_OFF } = COM_PORT_CONTROL;
    if (value === BREAK_ON || value === BREAK_OFF) this.hasBreak = value === BREAK_ON;
    if (value === DTR_ON || value === DTR_OFF) this.lines.set({ dtr: value === DTR_ON });
    if (value === RTS_ON || value === RTS_OFF) this.lines.set({ rts: value === RTS_ON });
    return this.controlInForce(value);
  }

  private controlInForce(value: number): number {
    const { BREAK_ASK, BREAK_ON, BREAK_OFF, DTR_ASK, DTR_ON, DTR_OFF } = COM_PORT_CONTROL;
    const { RTS_ASK, RTS_ON, RTS_OFF, FLOW_NONE, INBOUND_FLOW_ASK, INBOUND_FLOW_NONE } = COM_PORT_CONTROL;
    if (value >= INBOUND_FLOW_ASK) return INBOUND_FLOW_NONE;
    if (value >= RTS_ASK) return this.lines.rts ? RTS_ON : RTS_OFF;
    if (value >= DTR_ASK) return this.lines.dtr ? DTR_ON : DTR_OFF;
    if (value >= BREAK_ASK && value <= BREAK_OFF) return this.hasBreak ? BREAK_ON : BREAK_OFF;
    return FLOW_NONE;
  }
}

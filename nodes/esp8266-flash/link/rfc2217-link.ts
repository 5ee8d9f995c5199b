import { EventEmitter, once } from 'node:events';
import {
  baudRateValue,
  COM_PORT,
  COM_PORT_ANSWER,
  COM_PORT_CONTROL,
  comPort,
  DATA_SIZE_8,
  PARITY_NONE,
  STOP_SIZE_1,
} from '../../../protocol/com-port';
import {
  TELNET,
  TELNET_OPTION,
  TelnetDecoder,
  type TelnetEvent,
  telnetData,
  telnetOption,
} from '../../../protocol/telnet';
import { FlashError } from '../flash-error';
import type { LinkSignals } from './link';
import { SocketLink } from './socket-link';

const { WILL, WONT, DO, DONT } = TELNET;
const OPTIONS: number[] = Object.values(TELNET_OPTION);
const BAUD_RATE_ANSWER = COM_PORT.SET_BAUD_RATE + COM_PORT_ANSWER;
/** As long as pyserial waits. */
const ANSWER_MS = 3000;
/** Of what a server says instead of agreeing on RFC 2217 this much is kept for a person. */
const MAX_REFUSAL_CHARACTERS = 80;

/**
 * A serial port on another machine: `rfc2217://host:port`, as ser2net, esptool's server and the simulator offer it.
 * DTR and RTS go in one TCP write and without waiting for answers, so that they change together but for the time between
 * two system calls; esptool's server never answers them.
 */
export class Rfc2217Link extends SocketLink {
  readonly hasControlLines = true;
  private decoder = new TelnetDecoder();
  private answers = new EventEmitter();
  private isAgreed = false;
  private refusal = '';
  private sent: LinkSignals | undefined;

  protected async openLine(baudRate: number): Promise<void> {
    this.decoder = new TelnetDecoder();
    this.answers = new EventEmitter().on('error', () => {}); // nobody may be waiting when the connection ends
    this.isAgreed = false;
    this.refusal = '';
    this.sent = undefined;
    await this.connect();
    await this.agree();
    await this.send(
      Buffer.concat([
        comPort(COM_PORT.SET_DATA_SIZE, [DATA_SIZE_8]),
        comPort(COM_PORT.SET_PARITY, [PARITY_NONE]),
        comPort(COM_PORT.SET_STOP_SIZE, [STOP_SIZE_1]),
        comPort(COM_PORT.SET_CONTROL, [COM_PORT_CONTROL.FLOW_NONE]),
      ]),
    );
    await this.setLineBaudRate(baudRate);
  }

  protected writeLine(bytes: Uint8Array): Promise<void> {
    return this.send(telnetData(bytes));
  }

  /**
   * DTR goes first, and a line that stays as it is is not sent: esptool's server takes "DTR on" for the wish to enter the
   * boot loader and "RTS off" before it or after "DTR off" for the wish to reset, and does either by itself.
   */
  protected async setLineSignals(signals: LinkSignals): Promise<void> {
    const { DTR_ON, DTR_OFF, RTS_ON, RTS_OFF } = COM_PORT_CONTROL;
    const { dataTerminalReady, requestToSend } = signals;
    const controls: number[] = [];
    if (this.sent?.dataTerminalReady !== dataTerminalReady) controls.push(dataTerminalReady ? DTR_ON : DTR_OFF);
    if (this.sent?.requestToSend !== requestToSend) controls.push(requestToSend ? RTS_ON : RTS_OFF);
    this.sent = signals;
    await this.send(Buffer.concat(controls.map((control) => comPort(COM_PORT.SET_CONTROL, [control]))));
  }

  protected async setLineBaudRate(baudRate: number): Promise<void> {
    const value = await this.answerTo(comPort(COM_PORT.SET_BAUD_RATE, baudRateValue(baudRate)), BAUD_RATE_ANSWER);
    const inForce = value.length < 4 ? 0 : value.readUInt32BE(0);
    if (inForce !== baudRate) throw this.failed(`${baudRate} baud were asked for, it runs at ${inForce}`);
  }

  protected override heard(bytes: Uint8Array): void {
    for (const event of this.decoder.push(bytes)) this.take(event);
  }

  protected override hungUp(cause: Error): void {
    if (this.isAgreed) super.hungUp(cause);
    this.answers.emit('error', cause);
  }

  /** Offers what a serial port needs and waits until the other side takes the one that matters. */
  private async agree(): Promise<void> {
    const offers = OPTIONS.flatMap((option) => [telnetOption(WILL, option), telnetOption(DO, option)]);
    await this.answerTo(Buffer.concat(offers), 'agreed');
  }

  /** Sends, and waits for the value of the answer with this name. */
  private async answerTo(question: Buffer, name: string | number): Promise<Buffer> {
    const answer = once(this.answers, String(name), { signal: AbortSignal.timeout(ANSWER_MS) });
    try {
      const [[value]] = await Promise.all([answer, this.send(question)]);
      return value as Buffer;
    } catch (error) {
      throw this.noAnswer(error as Error);
    }
  }

  private take(event: TelnetEvent): void {
    if (event.kind === 'option') this.negotiate(event.verb, event.option);
    else if (event.kind === 'data') this.takeData(event.bytes);
    else if (event.option === TELNET_OPTION.COM_PORT)
      this.answers.emit(String(event.value[0]), event.value.subarray(1));
  }

  private takeData(bytes: Buffer): void {
    if (this.isAgreed) this.received(bytes);
    else this.refusal = (this.refusal + bytes.toString('latin1')).slice(0, MAX_REFUSAL_CHARACTERS);
  }

  /** What we can was offered at the start, so that a yes needs no answer; anything else is refused. */
  private negotiate(verb: number, option: number): void {
    if (option === TELNET_OPTION.COM_PORT && (verb === DO || verb === WILL)) {
      this.isAgreed = true;
      this.answers.emit('agreed');
    }
    if (OPTIONS.includes(option)) return;
    if (verb === DO) this.send(telnetOption(WONT, option)).catch(() => {}); // the end of the connection is seen elsewhere
    if (verb === WILL) this.send(telnetOption(DONT, option)).catch(() => {});
  }

  private noAnswer(error: Error): FlashError {
    const said = this.refusal.replace(/[^ -~]+/g, ' ').trim();
    if (/in use|busy/i.test(said)) return new FlashError('port-busy', { port: this.name, detail: said });
    const reason = error.name === 'AbortError' ? `silent for ${ANSWER_MS / 1000} s` : error.message;
    return this.failed(this.isAgreed ? reason : `no serial port with RFC 2217 there: ${said || reason}`);
  }

  private failed(detail: string): FlashError {
    return new FlashError('port-failed', { port: this.name, detail });
  }
}

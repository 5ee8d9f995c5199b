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
  TELNET_OFFERS,
  TELNET_OPTION,
  TelnetDecoder,
  type TelnetEvent,
  telnetData,
  telnetRefusal,
} from '../../../protocol/telnet';
import { FlashError } from '../flash-error';
import type { LinkSignals } from './link';
import { SocketLink } from './socket-link';

const { DO, DONT } = TELNET;
const { DTR_ON, DTR_OFF, RTS_ON, RTS_OFF, FLOW_NONE } = COM_PORT_CONTROL;
const FORMAT = Buffer.concat([
  comPort(COM_PORT.SET_DATA_SIZE, [DATA_SIZE_8]),
  comPort(COM_PORT.SET_PARITY, [PARITY_NONE]),
  comPort(COM_PORT.SET_STOP_SIZE, [STOP_SIZE_1]),
  comPort(COM_PORT.SET_CONTROL, [FLOW_NONE]),
]);
const BAUD_RATE_ANSWER = String(COM_PORT.SET_BAUD_RATE + COM_PORT_ANSWER);
/** As long as pyserial waits. */
const ANSWER_MS = 3000;
/** Of what a server says while the port opens this much is kept for a person. */
const MAX_SAID_CHARACTERS = 80;

/**
 * A serial port on another machine: `rfc2217://host:port`, as ser2net, esptool's server and the simulator offer it.
 * DTR and RTS go in one TCP write and without waiting for answers, so that they change together but for the time between
 * two system calls; esptool's server never answers them.
 */
export class Rfc2217Link extends SocketLink {
  readonly hasControlLines = true;
  private decoder = new TelnetDecoder();
  private answers = new EventEmitter();
  private progress: 'connecting' | 'agreed' | 'ready' = 'connecting';
  private said = '';
  private sent: LinkSignals | undefined;
  /** Once is enough: a server that asks without end does not read the answers either. */
  private readonly refused = new Set<string>();

  protected async openLine(baudRate: number): Promise<void> {
    this.decoder = new TelnetDecoder();
    this.answers = new EventEmitter().on('error', () => {}); // nobody may be waiting when the connection ends
    this.progress = 'connecting';
    this.said = '';
    this.sent = undefined;
    this.refused.clear();
    await this.connect();
    await this.explained(this.agree(baudRate));
    this.progress = 'ready';
  }

  protected writeLine(bytes: Uint8Array): Promise<void> {
    return this.send(telnetData(bytes));
  }

  /**
   * DTR goes first, and a line that stays as it is is not sent: esptool's server takes "DTR on" for the wish to enter the
   * boot loader and "RTS off" before it or after "DTR off" for the wish to reset, and does either by itself.
   */
  protected async setLineSignals(signals: LinkSignals): Promise<void> {
    const { dataTerminalReady, requestToSend } = signals;
    const controls: number[] = [];
    if (this.sent?.dataTerminalReady !== dataTerminalReady) controls.push(dataTerminalReady ? DTR_ON : DTR_OFF);
    if (this.sent?.requestToSend !== requestToSend) controls.push(requestToSend ? RTS_ON : RTS_OFF);
    this.sent = signals;
    await this.send(Buffer.concat(controls.map((control) => comPort(COM_PORT.SET_CONTROL, [control]))));
  }

  protected async setLineBaudRate(baudRate: number): Promise<void> {
    const question = comPort(COM_PORT.SET_BAUD_RATE, baudRateValue(baudRate));
    const value = await this.explained(this.answerTo(question, BAUD_RATE_ANSWER));
    const inForce = value.length < 4 ? 0 : value.readUInt32BE(0);
    if (inForce !== baudRate) throw this.failed(`${baudRate} baud were asked for, it runs at ${inForce}`);
  }

  protected override heard(bytes: Uint8Array): void {
    for (const event of this.decoder.push(bytes)) this.take(event);
  }

  protected override hungUp(cause: Error): void {
    if (this.progress === 'ready') super.hungUp(cause);
    this.answers.emit('error', cause);
  }

  /** Offers what a serial port needs, waits until the other side takes the one that matters, and sets the port up. */
  private async agree(baudRate: number): Promise<void> {
    await this.answerTo(TELNET_OFFERS, 'agreed');
    await this.send(FORMAT);
    await this.setLineBaudRate(baudRate);
  }

  /** Sends, and waits for the value of the answer with this name. */
  private async answerTo(question: Buffer, name: string): Promise<Buffer> {
    const answer = once(this.answers, name, { signal: AbortSignal.timeout(ANSWER_MS) });
    const [[value]] = await Promise.all([answer, this.send(question)]);
    return value as Buffer;
  }

  private take(event: TelnetEvent): void {
    if (event.kind === 'option') this.negotiate(event.verb, event.option);
    else if (event.kind === 'data') this.takeData(event.bytes);
    else if (event.option === TELNET_OPTION.COM_PORT)
      this.answers.emit(String(event.value[0]), event.value.subarray(1));
  }

  private takeData(bytes: Buffer): void {
    if (this.progress !== 'ready') this.said = (this.said + bytes.toString('latin1')).slice(0, MAX_SAID_CHARACTERS);
    this.received(bytes);
  }

  private negotiate(verb: number, option: number): void {
    if (option === TELNET_OPTION.COM_PORT) this.agreedOrNot(verb);
    const refusal = telnetRefusal(verb, option);
    if (refusal) this.refuse(refusal);
  }

  private refuse(refusal: Buffer): void {
    const key = refusal.toString('hex');
    if (this.refused.has(key)) return;
    this.refused.add(key);
    this.send(refusal).catch(() => {}); // the end of the connection is seen elsewhere
  }

  private agreedOrNot(verb: number): void {
    if (verb === DONT) this.answers.emit('error', new Error('it refuses; ser2net wants telnet(rfc2217)'));
    if (verb !== DO || this.progress !== 'connecting') return;
    this.progress = 'agreed';
    this.answers.emit('agreed');
  }

  /** What goes wrong in `task` as a FlashError. */
  private async explained<T>(task: Promise<T>): Promise<T> {
    try {
      return await task;
    } catch (error) {
      throw error instanceof FlashError ? error : this.explain(error as Error);
    }
  }

  private explain(error: Error): FlashError {
    const said = this.said.replace(/[^ -~]+/g, ' ').trim();
    if (/in use|busy/i.test(said)) return new FlashError('port-busy', { port: this.name, detail: said });
    const reason = error.name === 'AbortError' ? `silent for ${ANSWER_MS / 1000} s` : error.message;
    return this.failed(this.progress === 'connecting' ? `no port with RFC 2217 there: ${said || reason}` : reason);
  }

  private failed(detail: string): FlashError {
    return new FlashError('port-failed', { port: this.name, detail });
  }
}

import type { StorageArea } from '../device/storage-area';
import { consoleText } from '../language/value-text';
import { isComplete } from './brackets';
import { CHARACTER } from './characters';
import { EscapeSequence } from './escape-sequence';
import { History } from './history';
import type { Interpreter } from './interpreter';
import { pressKey } from './keys';
import { type Packet, PacketReceiver } from './packet-receiver';
import { Packets } from './packets';
import { Prompt } from './prompt';

/** What a console stands between. */
export interface ConsoleParts {
  files: StorageArea;
  interpreter(): Interpreter;
  send(bytes: Buffer): void;
  /** What Ctrl-E on an empty line is answered: `Espruino 2v29 ESP8266_4MB`. */
  identity: string;
  /** From release 2v25 on. */
  hasPackets: boolean;
}

/** Espruino's console: takes what comes over the line character by character, and sends what a terminal shows. */
export class Console {
  private readonly prompt: Prompt;
  private readonly packets: Packets;
  private readonly history = new History();
  private sequence: EscapeSequence | undefined;
  private packet: PacketReceiver | undefined;
  private hadDataLinkEscape = false;
  private isRestarting = false;

  constructor(private readonly parts: ConsoleParts) {
    this.prompt = new Prompt((text) => this.send(text));
    this.packets = new Packets(parts.files, parts.interpreter, parts.send);
  }

  /** Handles what has come, then lets the prompt appear again. */
  receive(bytes: Uint8Array): void {
    for (const character of bytes) this.take(character);
    // Ctrl-C acts when all that came with it is handled
    if (bytes.includes(CHARACTER.controlC) && !this.packet) this.prompt.clear();
    this.showPrompt();
  }

  /** A line of the program, or of Espruino itself: the prompt makes room for it. */
  print(line: string): void {
    this.prompt.hide();
    this.send(`${line.replaceAll('\n', '\r\n')}\r\n`);
  }

  /** After something was printed outside of `receive`. */
  showPrompt(): void {
    if (!this.isRestarting) this.prompt.show();
  }

  /** The interpreter has come up: its banner, if it has one, and then the prompt. */
  greet(banner: string): void {
    if (!this.prompt.isEchoing) return;
    this.send(`${banner}\n`.replaceAll('\n', '\r\n'));
    this.prompt.isAway = true;
  }

  /** `echo(0)` and `echo(1)`. */
  setEcho(isOn: boolean): void {
    this.prompt.isEchoOn = isOn;
  }

  /** The interpreter is about to start anew: until it has, there is no prompt. */
  beginRestart(): void {
    this.isRestarting = true;
  }

  /** It does so now: what was typed is forgotten. */
  restart(): void {
    this.isRestarting = false;
    this.end();
    this.prompt.line.take();
  }

  end(): void {
    this.packet?.end();
    this.packet = undefined;
    this.packets.end();
  }

  private take(character: number): void {
    if (this.packet) this.takePacket(this.packet.push(character));
    else if (this.sequence) this.takeSequence(this.sequence, character);
    else this.takeKey(character);
  }

  private takePacket(packet: Packet | undefined): void {
    // DLE has switched the echo off for this line; it was no line
    this.prompt.isEchoOffForLine = false;
    if (!packet) return;
    this.packet = undefined;
    this.packets.handle(packet);
  }

  private takeKey(character: number): void {
    const isPacket = this.hadDataLinkEscape && character === CHARACTER.startOfHeading;
    this.hadDataLinkEscape = character === CHARACTER.dataLinkEscape;
    if (isPacket && this.parts.hasPackets) this.packet = new PacketReceiver(() => this.giveUpPacket());
    else if (this.keys[character]) this.keys[character]();
    else if (character >= CHARACTER.space) this.prompt.type(String.fromCharCode(character));
  }

  /** What each character does that is not typed. */
  private readonly keys: Partial<Record<number, () => void>> = {
    [CHARACTER.controlE]: () => this.identify(),
    [CHARACTER.backspace]: () => this.prompt.deleteBefore(),
    [CHARACTER.tab]: () => this.prompt.type('    '),
    [CHARACTER.lineFeed]: () => this.enter(),
    [CHARACTER.carriageReturn]: () => this.enter(),
    [CHARACTER.dataLinkEscape]: () => this.beginLine(),
    [CHARACTER.escape]: () => {
      this.sequence = new EscapeSequence();
    },
    [CHARACTER.delete]: () => this.prompt.deleteBefore(),
  };

  private beginLine(): void {
    if (this.prompt.line.isEmpty) this.prompt.isEchoOffForLine = true;
  }

  private identify(): void {
    if (this.prompt.line.isEmpty) this.send(`${this.parts.identity}\r\n`);
  }

  private enter(): void {
    const { line } = this.prompt;
    if (line.isAtEnd && isComplete(line.text)) this.run();
    else this.prompt.breakLine();
  }

  private run(): void {
    const code = this.prompt.leave().trimEnd();
    const result = code === '' ? undefined : this.parts.interpreter().evaluate(code);
    if (this.prompt.isEchoing) this.history.add(code);
    if (result && 'error' in result) this.parts.interpreter().report(result.error, code);
    else if (result && this.prompt.isEchoing) this.send(`=${consoleText(result.value).replaceAll('\n', '\r\n')}\r\n`);
    this.prompt.isEchoOffForLine = false;
  }

  private takeSequence(sequence: EscapeSequence, character: number): void {
    const key = sequence.push(character);
    if (key === 'more') return;
    this.sequence = undefined;
    pressKey(key, this.prompt, this.history);
  }

  private giveUpPacket(): void {
    this.packet = undefined;
    this.parts.send(Buffer.of(CHARACTER.negativeAcknowledge));
  }

  private send(text: string): void {
    this.parts.send(Buffer.from(text, 'latin1'));
  }
}

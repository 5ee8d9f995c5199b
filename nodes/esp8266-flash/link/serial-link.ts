import type { Duplex } from 'node:stream';
import { promisify } from 'node:util';
import type { SerialPort } from 'serialport';
import { FlashError } from '../flash-error';
import type { LinkSignals } from './link';
import { portError } from './port-error';
import { StreamLink } from './stream-link';

/** What is used of serialport's `SerialPort`. */
export type Port = Duplex & Pick<SerialPort, 'isOpen' | 'open' | 'set' | 'update' | 'drain' | 'close'>;

export interface PortOptions {
  path: string;
  baudRate: number;
  autoOpen: false;
  /** Exclusive: a second program, or a second node, is refused. */
  lock: true;
  /** With `true` Windows opens a port with DTR on, which holds GPIO0 low. */
  hupcl: false;
}

/** Makes a port, not opened yet. Throws FlashError `driver-missing`. */
export type NewPort = (options: PortOptions) => Promise<Port>;

const IDLE: LinkSignals = { dataTerminalReady: false, requestToSend: false };

/** A serial port of this machine: `/dev/ttyUSB0`, `COM3`. */
export class SerialLink extends StreamLink {
  readonly hasControlLines = true;
  private port: Port | undefined;
  private opening: Promise<void> | undefined;

  constructor(
    path: string,
    private readonly newPort: NewPort = nativePort,
  ) {
    super(path);
  }

  protected async openLine(baudRate: number): Promise<void> {
    this.opening = this.openPort({ path: this.name, baudRate, autoOpen: false, lock: true, hupcl: false });
    await this.opening;
    // Linux switches both lines on when a port opens; a pseudo-terminal has none and refuses
    await this.setLineSignals(IDLE).catch(() => {});
  }

  protected async writeLine(bytes: Uint8Array): Promise<void> {
    const { port } = this;
    if (!port) return;
    await new Promise<void>((resolve, reject) => port.write(bytes, (error) => (error ? reject(error) : resolve())));
    await promisify(port.drain.bind(port))();
  }

  /** Both lines each time, because serialport switches on what is not named; `lowLatency` because it would be switched off. */
  protected async setLineSignals({ dataTerminalReady, requestToSend }: LinkSignals): Promise<void> {
    const flags = { dtr: dataTerminalReady, rts: requestToSend, brk: false, cts: false, lowLatency: true };
    await this.asked((port) => promisify(port.set.bind(port))(flags));
  }

  protected async setLineBaudRate(baudRate: number): Promise<void> {
    await this.asked((port) => promisify(port.update.bind(port))({ baudRate }));
  }

  protected async closeLine(): Promise<void> {
    await this.opening?.catch(() => {}); // an opening on its way cannot be stopped
    const { port } = this;
    if (port?.isOpen) await promisify(port.close.bind(port))();
  }

  private async openPort(options: PortOptions): Promise<void> {
    const port = await this.newPort(options);
    this.port = port;
    port.on('data', (bytes: Buffer) => this.received(bytes));
    port.on('error', (error) => this.lose(error));
    port.once('close', (error?: Error | null) => this.lose(error ?? new Error('the port was closed')));
    try {
      await promisify(port.open.bind(port))();
    } catch (error) {
      throw portError(this.name, error as Error);
    }
  }

  private async asked(ask: (port: Port) => Promise<void>): Promise<void> {
    try {
      if (this.port) await ask(this.port);
    } catch (error) {
      throw new FlashError('port-failed', { port: this.name, detail: (error as Error).message }, { cause: error });
    }
  }
}

async function nativePort(options: PortOptions): Promise<Port> {
  const { SerialPort: NativePort } = await loadSerialPort();
  return new NativePort(options);
}

/** Its native part is loaded only here: where it does not load, everything else goes on. Throws FlashError `driver-missing`. */
export function loadSerialPort(): Promise<typeof import('serialport')> {
  return import('serialport').catch((error: Error) => {
    throw new FlashError('driver-missing', { detail: error.message }, { cause: error });
  });
}

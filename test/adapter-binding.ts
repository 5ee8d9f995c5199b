import type {
  BindingInterface,
  BindingPortInterface,
  OpenOptions,
  PortStatus,
  SetOptions,
  UpdateOptions,
} from '@serialport/bindings-interface';
import { SerialPortStream } from '@serialport/stream';
import type { NewPort } from '../nodes/esp8266-flash/link/serial-link';
import type { Adapter } from '../simulator/rfc2217-server';

type Read = { buffer: Buffer; bytesRead: number };
type Waiting = {
  buffer: Buffer;
  offset: number;
  length: number;
  resolve: (read: Read) => void;
  reject: (error: Error) => void;
};

/** Hardware for serialport: opens the port of a simulated USB adapter instead of one of this machine. */
export class AdapterBinding implements BindingInterface {
  port: AdapterPort | undefined;
  /** What the operating system says instead of opening. */
  refusal: string | undefined;

  constructor(private readonly adapter: Adapter) {}

  async list(): Promise<[]> {
    return [];
  }

  async open(options: OpenOptions): Promise<AdapterPort> {
    if (this.refusal !== undefined) throw new Error(this.refusal);
    this.port = new AdapterPort(options as Required<OpenOptions>, this.adapter);
    return this.port;
  }

  /** For a SerialLink: serialport's own stream on this hardware. */
  readonly newPort: NewPort = async (options) => new SerialPortStream<BindingInterface>({ ...options, binding: this });
}

/** An open port: the bytes of the chip wait here to be read. */
export class AdapterPort implements BindingPortInterface {
  isOpen = true;
  /** Each call of `set`, as it came. */
  readonly sets: SetOptions[] = [];
  private isUnplugged = false;
  private unread = Buffer.alloc(0);
  private waiting: Waiting | undefined;

  constructor(
    readonly openOptions: Required<OpenOptions>,
    private readonly adapter: Adapter,
  ) {
    adapter.setBaudRate(openOptions.baudRate);
    adapter.onData((bytes) => {
      this.unread = Buffer.concat([this.unread, bytes]);
      this.serve();
    });
  }

  read(buffer: Buffer, offset: number, length: number): Promise<Read> {
    return new Promise((resolve, reject) => {
      this.waiting = { buffer, offset, length, resolve, reject };
      this.serve();
    });
  }

  write(bytes: Buffer): Promise<void> {
    return this.adapter.write(bytes);
  }

  async set(flags: SetOptions): Promise<void> {
    this.sets.push(flags);
    this.adapter.setSignals({ dtr: flags.dtr === true, rts: flags.rts === true });
  }

  async update({ baudRate }: UpdateOptions): Promise<void> {
    this.adapter.setBaudRate(baudRate);
  }

  async close(): Promise<void> {
    this.isOpen = false;
    this.waiting?.reject(Object.assign(new Error('Canceled'), { canceled: true }));
  }

  /** The plug is pulled. */
  unplug(): void {
    this.isUnplugged = true;
    this.serve();
  }

  async get(): Promise<PortStatus> {
    return { cts: false, dsr: false, dcd: false };
  }

  async getBaudRate(): Promise<{ baudRate: number }> {
    return { baudRate: this.openOptions.baudRate };
  }

  async flush(): Promise<void> {}

  async drain(): Promise<void> {}

  private serve(): void {
    if (this.isUnplugged) this.waiting?.reject(new Error('Error: Input/output error, cannot read'));
    if (!this.waiting || this.unread.length === 0) return;
    const { buffer, offset, length, resolve } = this.waiting;
    const bytesRead = this.unread.copy(buffer, offset, 0, length);
    this.unread = this.unread.subarray(bytesRead);
    this.waiting = undefined;
    resolve({ buffer, bytesRead });
  }
}

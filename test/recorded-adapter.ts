import type { Adapter } from '../simulator/rfc2217-server';
import { EventLog } from './event-log';

/** A USB adapter that writes down what it is told: `signals 0 1` (DTR, RTS), `baud 115200`, `bytes c0ff`. */
export class RecordedAdapter implements Adapter {
  readonly log = new EventLog();
  private listener: (bytes: Uint8Array) => void = () => {};

  setSignals({ dtr, rts }: { dtr: boolean; rts: boolean }): void {
    this.log.add(`signals ${Number(dtr)} ${Number(rts)}`);
  }

  setBaudRate(baudRate: number): void {
    this.log.add(`baud ${baudRate}`);
  }

  async write(bytes: Uint8Array): Promise<void> {
    this.log.add(`bytes ${Buffer.from(bytes).toString('hex')}`);
  }

  onData(listener: (bytes: Uint8Array) => void): void {
    this.listener = listener;
  }

  /** As if the chip said it. */
  say(bytes: Uint8Array): void {
    this.listener(bytes);
  }
}

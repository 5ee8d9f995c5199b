/** The two control lines of a serial port; on most boards a pair of transistors makes EN and GPIO0 of them. */
export interface LinkSignals {
  dataTerminalReady: boolean;
  requestToSend: boolean;
}

/**
 * A line to the chip, of the shape of a Web Serial `SerialPort`: what esptool-js takes, and what a local port, a port on
 * another machine and a simulated chip can all be.
 */
export interface Link {
  /** The name under which it was asked for, for a person: `/dev/ttyUSB0`, `rfc2217://192.168.1.7:4000`. */
  readonly name: string;
  /** False where there is only a console and no control lines (`tcp://`): no reset, no boot loader, no baud rate. */
  readonly hasControlLines: boolean;
  getInfo(): { usbVendorId?: number; usbProductId?: number };
  /** Opens without touching DTR and RTS where that can be helped. Throws FlashError (`port-…`, `unreachable`, …). */
  open(options: { baudRate: number }): Promise<void>;
  /** What arrives; a new stream after the last one was cancelled. Null while closed, and from the moment the device is lost. */
  readonly readable: ReadableStream<Uint8Array> | null;
  /** A write resolves when the bytes have left this machine. Null like `readable`. */
  readonly writable: WritableStream<Uint8Array> | null;
  /** Always both lines together; what is absent keeps its last value. `break` is ignored. */
  setSignals(signals: Partial<LinkSignals>): Promise<void>;
  setBaudRate(baudRate: number): Promise<void>;
  /** Resolves within a second, whatever state the line is in; twice is once. */
  close(): Promise<void>;
  /** Never resolves; rejects with FlashError `port-gone` when the device is lost while open. A rejection is never unhandled. */
  readonly lost: Promise<never>;
}

/** Makes the link for the name of a port, not opened yet. Throws FlashError `bad-request` for a name that cannot be one. */
export type MakeLink = (port: string) => Link;

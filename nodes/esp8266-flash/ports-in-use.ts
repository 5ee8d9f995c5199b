import { realpath } from 'node:fs/promises';
import { FlashError } from './flash-error';

/** Which ports jobs of this Node-RED are at work on, and for which node: two on one port would spoil each other's work. */
export class PortsInUse {
  private readonly holders = new Map<string, string>();

  /** Takes `port` for the node named `holder`; gives what lets it go. Throws FlashError `busy`. */
  async take(port: string, holder: string): Promise<() => void> {
    const key = await realName(port);
    const other = this.holders.get(key);
    if (other !== undefined) throw new FlashError('busy', { port, holder: other });
    this.holders.set(key, holder);
    return () => this.holders.delete(key);
  }
}

/** One port has many names: `/dev/serial/by-id/…` points to `/dev/ttyUSB0`, `COM3` is `com3`, and `127.1` is `127.0.0.1`. */
async function realName(port: string): Promise<string> {
  if (port.startsWith('/')) return realpath(port).catch(() => port);
  const address = port.replace(/^\w+:/, 'http:'); // the only kind of address of which the host is written out
  return address !== port && URL.canParse(address) ? new URL(address).host : port.toLowerCase();
}

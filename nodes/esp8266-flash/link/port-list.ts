import type { ListedPort } from '../job/worker-messages';
import { linuxPorts } from './linux-ports';
import { loadSerialPort } from './serial-link';
import { describeUsb } from './usb-adapters';

/** What serialport tells of a port; its ids are in hex. */
export interface NativePort {
  path: string;
  manufacturer?: string | undefined;
  serialNumber?: string | undefined;
  vendorId?: string | undefined;
  productId?: string | undefined;
}

/** Serial ports of macOS that never lead to a board. */
const NO_BOARD = /Bluetooth|debug-console/i;

/**
 * The serial ports of this machine, those on USB first; what cannot be found out is left out. Throws FlashError
 * `driver-missing` where only the native part of serialport could tell, and does not load.
 */
export async function listPorts(platform = process.platform): Promise<ListedPort[]> {
  return sortPorts(await (platform === 'linux' ? linuxPorts() : nativePorts()));
}

/** USB first, then by name, `COM3` before `COM10`. */
export function sortPorts(ports: ListedPort[]): ListedPort[] {
  const rank = (port: ListedPort): number => (port.usbVendorId === undefined ? 1 : 0);
  return ports.toSorted(
    (one, other) => rank(one) - rank(other) || one.path.localeCompare(other.path, 'en', { numeric: true }),
  );
}

/** A port as Windows or macOS has it. A port `tty.…` of macOS has a twin `cu.…` that is meant for calling out. */
export function fromNative({ path, manufacturer, ...usb }: NativePort): ListedPort {
  return { path: path.replace(/^\/dev\/tty\./, '/dev/cu.'), ...describeUsb({ ...usb, maker: manufacturer }) };
}

async function nativePorts(): Promise<ListedPort[]> {
  const { SerialPort } = await loadSerialPort();
  const ports = await SerialPort.list().catch(() => []);
  return ports.filter(({ path }) => !NO_BOARD.test(path)).map(fromNative);
}

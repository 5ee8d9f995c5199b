import { readdir, readFile, realpath } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { ListedPort } from '../job/worker-messages';
import { describeUsb, type UsbDescription } from './usb-adapters';

const USB_PORT = /^tty(USB|ACM|XRUSB|WCHUSB)\d+$/;
const OTHER_PORT = /^(tty(S|AMA|O|mxc)|rfcomm)\d+$/;
/** How the kernel numbers "no such chip" in `type`: most of the 32 ttyS that it always lists. */
const NO_CHIP = '0';
/** From the port up to its USB device: port, interface, device. */
const LEVELS_TO_USB_DEVICE = 4;

/**
 * The ports that `/dev` has, with what `/sys` knows of them. It asks neither udev nor any program: a container has neither,
 * often not even a `/sys` that matches. `root` is another place for both folders, for a test.
 */
export async function linuxPorts(root = '/'): Promise<ListedPort[]> {
  const stablePaths = await stablePathsIn(root);
  const ports = (await namesIn(join(root, 'dev'))).map(async (name): Promise<ListedPort[]> => {
    if (!(USB_PORT.test(name) || (OTHER_PORT.test(name) && (await hasChip(root, name))))) return [];
    const stablePath = stablePaths.get(name);
    const usb = await usbOf(root, name);
    return [{ path: `/dev/${name}`, ...(stablePath === undefined ? {} : { stablePath }), ...usb }];
  });
  return (await Promise.all(ports)).flat();
}

/** Whether a board may be at `port`: on USB, as the system says, or in a container without `/sys` its name. */
export function isOnUsb({ path, usbVendorId }: ListedPort): boolean {
  return usbVendorId !== undefined || USB_PORT.test(basename(path));
}

/** The links that udev keeps, from the name of the port: `ttyUSB0` → `/dev/serial/by-id/usb-1a86_USB_Serial-if00-port0`. */
async function stablePathsIn(root: string): Promise<Map<string, string>> {
  const folder = join(root, 'dev', 'serial', 'by-id');
  const links = (await namesIn(folder)).map(async (link): Promise<[string, string]> => {
    return [basename(await target(join(folder, link))), `/dev/serial/by-id/${link}`];
  });
  return new Map(await Promise.all(links));
}

async function hasChip(root: string, name: string): Promise<boolean> {
  const type = await textOf(join(root, 'sys', 'class', 'tty', name, 'type'));
  return type === undefined ? !name.startsWith('ttyS') : type !== NO_CHIP;
}

async function usbOf(root: string, name: string): Promise<UsbDescription> {
  let folder = await target(join(root, 'sys', 'class', 'tty', name, 'device'));
  for (let level = 0; level < LEVELS_TO_USB_DEVICE; level += 1) {
    const vendorId = await textOf(join(folder, 'idVendor'));
    if (vendorId !== undefined) return describeUsb({ vendorId, ...(await textsOf(folder)) });
    folder = dirname(folder);
  }
  return {};
}

async function textsOf(folder: string) {
  const names = ['idProduct', 'manufacturer', 'product', 'serial'];
  const [productId, maker, product, serialNumber] = await Promise.all(names.map((name) => textOf(join(folder, name))));
  return { productId, maker, product, serialNumber };
}

async function namesIn(folder: string): Promise<string[]> {
  return readdir(folder).catch(() => []);
}

async function textOf(file: string): Promise<string | undefined> {
  return readFile(file, 'utf8').then(
    (text) => text.trim(),
    () => undefined,
  );
}

async function target(link: string): Promise<string> {
  return realpath(link).catch(() => link);
}

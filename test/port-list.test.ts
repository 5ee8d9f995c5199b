import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { linuxPorts } from '../nodes/esp8266-flash/link/linux-ports';
import { fromNative, listPorts, sortPorts } from '../nodes/esp8266-flash/link/port-list';

const CH340 = { idVendor: '1a86\n', idProduct: '7523\n', product: 'USB Serial\n' };

/** A machine with these files; a value that begins with `->` is a link. */
async function machine(t: TestContext, files: Record<string, string>): Promise<string> {
  const root = await mkdtemp(join(tmpdir(), 'ports-'));
  t.after(() => rm(root, { recursive: true }));
  for (const [name, content] of Object.entries(files)) {
    const path = join(root, name);
    await mkdir(dirname(path), { recursive: true });
    await (content.startsWith('->') ? symlink(content.slice(2), path) : writeFile(path, content));
  }
  return root;
}

/** The files of `/sys` for a port on USB. */
function usb(name: string, texts: Record<string, string>): Record<string, string> {
  const device = `sys/devices/usb1/1-2-${name}`;
  return {
    [`${device}/1-2:1.0/${name}/port_number`]: '0\n',
    [`sys/class/tty/${name}/device`]: `->../../../devices/usb1/1-2-${name}/1-2:1.0/${name}`,
    ...Object.fromEntries(Object.entries(texts).map(([text, value]) => [`${device}/${text}`, value])),
  };
}

test('a CH340 is named, with the path that stays the same', async (t) => {
  const root = await machine(t, {
    'dev/ttyUSB0': '',
    'dev/serial/by-id/usb-1a86_USB_Serial-if00-port0': '->../../ttyUSB0',
    ...usb('ttyUSB0', CH340),
  });
  assert.deepEqual(await linuxPorts(root), [
    {
      path: '/dev/ttyUSB0',
      stablePath: '/dev/serial/by-id/usb-1a86_USB_Serial-if00-port0',
      maker: 'WCH',
      product: 'CH340',
      usbVendorId: 0x1a86,
      usbProductId: 0x7523,
    },
  ]);
});

test('a device that is not in the table speaks for itself', async (t) => {
  const texts = { idVendor: '2341', idProduct: '0043', manufacturer: 'Arduino', product: 'Uno', serial: '7593' };
  const root = await machine(t, { 'dev/ttyACM0': '', ...usb('ttyACM0', texts) });
  const [port] = await linuxPorts(root);
  assert.deepEqual([port?.maker, port?.product, port?.serialNumber], ['Arduino', 'Uno', '7593']);
});

test('in a container without /sys a port is there by its name', async (t) => {
  const root = await machine(t, { 'dev/ttyUSB0': '', 'dev/null': '', 'dev/tty0': '' });
  assert.deepEqual(await linuxPorts(root), [{ path: '/dev/ttyUSB0' }]);
});

test('a port of the host that the container may not use is not there', async (t) => {
  const root = await machine(t, { 'dev/null': '', ...usb('ttyUSB0', CH340) });
  assert.deepEqual(await linuxPorts(root), []);
});

test('of the 32 ports that the kernel always names only those with a chip are there', async (t) => {
  const root = await machine(t, {
    'dev/ttyS0': '',
    'dev/ttyS1': '',
    'dev/ttyS2': '',
    'sys/class/tty/ttyS0/type': '4\n',
    'sys/class/tty/ttyS1/type': '0\n',
  });
  assert.deepEqual(await linuxPorts(root), [{ path: '/dev/ttyS0' }]);
});

test('a machine with nothing has no ports', async (t) => {
  assert.deepEqual(await linuxPorts(join(await machine(t, {}), 'nowhere')), []);
});

test('what Windows tells of a CP2102', () => {
  const port = { path: 'COM3', manufacturer: 'Silicon Laboratories Inc.', vendorId: '10C4', productId: 'EA60' };
  assert.deepEqual(fromNative({ ...port, serialNumber: '0001' }), {
    path: 'COM3',
    maker: 'Silicon Labs',
    product: 'CP210x',
    serialNumber: '0001',
    usbVendorId: 0x10c4,
    usbProductId: 0xea60,
  });
});

test('a port of macOS is opened for calling out', () => {
  assert.deepEqual(fromNative({ path: '/dev/tty.usbserial-0001' }), { path: '/dev/cu.usbserial-0001' });
});

test('ports on USB come first, then by number', () => {
  const ports = [{ path: 'COM1' }, { path: 'COM10', usbVendorId: 1 }, { path: 'COM3', usbVendorId: 1 }];
  assert.deepEqual(
    sortPorts(ports).map(({ path }) => path),
    ['COM3', 'COM10', 'COM1'],
  );
});

test('this machine lists its ports, whatever it is', async () => {
  assert.ok(Array.isArray(await listPorts()));
});

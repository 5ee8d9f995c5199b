import assert from 'node:assert/strict';
import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { PortsInUse } from '../nodes/esp8266-flash/ports-in-use';

test('a port is for one node at a time, and who has it is told', async () => {
  const ports = new PortsInUse();
  const letGo = await ports.take('rfc2217://desk:4000', 'workshop');
  const values = { port: 'RFC2217://desk:4000', holder: 'workshop' };
  await assert.rejects(ports.take('RFC2217://desk:4000', 'other'), { code: 'busy', values });
  await ports.take('rfc2217://desk:4001', 'other');
  letGo();
  await ports.take('rfc2217://desk:4000', 'other');
});

test('a port under another name is the same port', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'ports-'));
  t.after(() => rm(folder, { recursive: true }));
  const [port, stable] = [join(folder, 'ttyUSB0'), join(folder, 'usb-FTDI')];
  await writeFile(port, '');
  await symlink(port, stable);
  const ports = new PortsInUse();
  await ports.take(port, 'workshop');
  await assert.rejects(ports.take(stable, 'other'), { code: 'busy' });
});

test('so is an address that is written in another way', async () => {
  const ports = new PortsInUse();
  await ports.take('rfc2217://127.0.0.1:4000', 'workshop');
  for (const port of ['rfc2217://127.1:4000', 'RFC2217://127.0.0.1:04000', 'rfc2217://0x7f000001:4000'])
    await assert.rejects(ports.take(port, 'other'), { code: 'busy' });
});

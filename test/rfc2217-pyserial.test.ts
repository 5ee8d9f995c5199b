import assert from 'node:assert/strict';
import { execFile, spawnSync } from 'node:child_process';
import { type TestContext, test } from 'node:test';
import { promisify } from 'node:util';
import { Rfc2217Server } from '../simulator/rfc2217-server';
import { RecordedAdapter } from './recorded-adapter';

/** Debian's pyserial belongs to the system's own Python, which need not be the first one in the path. */
const PYTHON = ['/usr/bin/python3', 'python3'].find((name) => spawnSync(name, ['-c', 'import serial']).status === 0);
const skip = PYTHON === undefined && 'pyserial is not installed';

/** Runs `program` with `port` open by pyserial; resolves to what it printed. */
async function run(t: TestContext, query: string, program: string) {
  const adapter = new RecordedAdapter();
  const server = await Rfc2217Server.start(adapter);
  t.after(() => server.close());
  adapter.write = async (bytes) => adapter.say(bytes); // the other end says everything back
  const opening = `import serial, time\nport = serial.serial_for_url('${server.url}${query}', 115200, timeout=5)\n`;
  const { stdout } = await promisify(execFile)(PYTHON ?? '', ['-c', opening + program], { timeout: 20_000 });
  return { printed: stdout.trim(), log: adapter.log };
}

test('pyserial sends and receives all 256 values of a byte', { skip }, async (t) => {
  const { printed } = await run(t, '', 'port.write(bytes(range(256)))\nprint(port.read(256) == bytes(range(256)))');
  assert.equal(printed, 'True');
});

test('pyserial changes the baud rate and asks for the modem lines', { skip }, async (t) => {
  const { printed, log } = await run(t, '', 'port.baudrate = 460800\nprint(port.baudrate, port.cts)');
  assert.equal(printed, '460800 False');
  assert.ok(log.names.includes('baud 460800'));
});

for (const query of ['', '?ign_set_control']) {
  test(`the reset that esptool does through pyserial${query} ends in the boot loader`, { skip }, async (t) => {
    const reset = [
      'port.dtr = False; port.rts = True; time.sleep(0.1)',
      'port.dtr = True; port.rts = False; time.sleep(0.05)',
      'port.dtr = False',
    ];
    const { log } = await run(t, query, reset.join('\n'));
    const signals = log.names.filter((name) => name.startsWith('signals'));
    assert.deepEqual(signals.slice(-4), ['signals 0 1', 'signals 1 0', 'signals 0 0', 'signals 0 0']);
  });
}

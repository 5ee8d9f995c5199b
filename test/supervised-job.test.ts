import assert from 'node:assert/strict';
import { EventEmitter } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import type { FlashRequest } from '../nodes/esp8266-flash/flash-request';
import type { Progress } from '../nodes/esp8266-flash/job/progress';
import { SupervisedJob } from '../nodes/esp8266-flash/job/supervised-job';
import type { Failure, ListedPort } from '../nodes/esp8266-flash/job/worker-messages';
import { PortsInUse } from '../nodes/esp8266-flash/ports-in-use';
import { SimulatedBoard } from '../nodes/esp8266-flash/simulated-board';
import { flashRequest } from './flash-request-sample';

/** Why a job fails on a machine that has these ports, and what it told before. */
async function failure(ports: ListedPort[], change: Partial<FlashRequest> = {}) {
  const told: Progress[] = [];
  const host = {
    nodeName: 'workshop',
    ports: new PortsInUse(),
    board: new SimulatedBoard(join(tmpdir(), 'never.flash')),
    surroundings: { events: new EventEmitter(), addresses: () => [] },
    listPorts: async () => ports,
  };
  const job = new SupervisedJob(flashRequest({ port: '', ...change }), host, (progress) => told.push(progress));
  const result = await job.ended;
  assert.ok('failure' in result);
  return { failure: result.failure satisfies Failure, told, job };
}

const BUILT_IN = { path: '/dev/ttyNONE0' };
const BOARD = { path: '/dev/ttyNONE1', stablePath: '/dev/serial/by-id/usb-none', usbVendorId: 0x1a86 };
const OTHER = { path: '/dev/ttyNONE2', usbVendorId: 0x10c4 };

test('without a port the only board is taken, by the name that it keeps', async () => {
  const { failure: why } = await failure([BUILT_IN, BOARD]);
  assert.deepEqual([why.code, why.values.port], ['port-not-found', '/dev/serial/by-id/usb-none']);
});

test('where there is no board, or are several, one must be named', async () => {
  for (const ports of [[], [BOARD, OTHER], [BUILT_IN]]) {
    assert.equal((await failure(ports)).failure.code, 'no-port');
  }
  assert.equal((await failure([BOARD, OTHER])).failure.values.ports, '/dev/ttyNONE1, /dev/ttyNONE2');
  assert.equal((await failure([])).failure.values.ports, 'none');
});

test('a built-in port is not taken for a board, but one on USB of which only the name is known is', async () => {
  assert.equal((await failure([BUILT_IN])).failure.values.ports, '/dev/ttyNONE0');
  const { code, values } = (await failure([BUILT_IN, { path: '/dev/ttyUSB99' }])).failure;
  assert.deepEqual([code, values.port], ['port-not-found', '/dev/ttyUSB99']);
});

test('a password is in no value of a failure, and nothing there ends a line', async () => {
  const settings = { wifi: { password: 'open sesame' } };
  const { failure: why, job } = await failure([], { port: '/dev/tty open sesame\n', settings });
  assert.equal(why.values.port, '/dev/tty ***');
  assert.ok(job.log.lines.every((line) => !line.includes('sesame')));
});

test('a job has told that it connects before anything else', async () => {
  assert.deepEqual((await failure([])).told, [{ phase: 'connect' }]);
});

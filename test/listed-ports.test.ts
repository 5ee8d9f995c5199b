import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ListedPorts } from '../nodes/esp8266-flash/job/listed-ports';
import { listPorts } from '../nodes/esp8266-flash/link/port-list';

test('a process of its own lists the same ports', async () => {
  assert.deepEqual(await new ListedPorts(true).list(), await listPorts());
});

test('who asks while the ports are looked up gets the same answer', async () => {
  const listed = new ListedPorts(true);
  const [one, other] = await Promise.all([listed.list(), listed.list()]);
  assert.equal(one, other);
});

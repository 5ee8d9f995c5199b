import assert from 'node:assert/strict';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { ChildProgram } from '../torture/child-program';
import type { EchoOrders } from './echo-program';

function startEcho(t: TestContext): ChildProgram<EchoOrders> {
  const program = new ChildProgram<EchoOrders>(join(__dirname, 'echo-program.js'));
  t.after(() => program.stop());
  return program;
}

test('answers come to who asked, and a Map comes as one', async (t) => {
  const program = startEcho(t);
  const answers = await Promise.all([program.ask('echo', 'one'), program.ask('echo', new Map([[2, 'two']]))]);
  assert.deepEqual(answers, ['one', new Map([[2, 'two']])]);
});

test('an order that cannot be carried out is told with its reason', async (t) => {
  await assert.rejects(startEcho(t).ask('fail', 'no such thing'), /^Error: Error: no such thing$/);
});

test('who waits for a program that ends is told, and so is who asks afterwards', async (t) => {
  const program = startEcho(t);
  await assert.rejects(program.ask('exit', 3), /echo-program\.js ended with code 3$/);
  await assert.rejects(program.ask('echo', 'one'), /"echo" was asked of a program that has ended/);
});

test('fleet and network end with their parent, also when it is killed', async () => {
  const parent = fork(join(__dirname, 'torture-parent.js'), { stdio: ['ignore', 'pipe', 'inherit', 'ipc'] });
  await once(parent, 'message');
  parent.kill('SIGKILL');
  // its output is theirs too, so it closes when the last of them is gone
  await once(parent, 'close', { signal: AbortSignal.timeout(20_000) });
});

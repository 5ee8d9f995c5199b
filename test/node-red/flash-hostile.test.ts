import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { flasher, LiveFlow } from './live-flow';

let flow: LiveFlow;
before(async () => {
  flow = await LiveFlow.start();
});
after(() => flow.stop());

const PASSWORD = 'sesame open';

/** Deploys a flashing node, and lets a function node send it a message that only code can make. */
async function send(code: string): Promise<void> {
  const wires = [['flasher']];
  const maker = { id: 'maker', type: 'function', z: 'flow', func: `${code}; return msg;`, wires };
  await flow.deploy([
    flasher({ request: 'identify', port: '/dev/nothing' }),
    maker,
    { id: 'press', type: 'inject', z: 'flow', props: [], wires: [['maker']] },
    { id: 'completed', type: 'complete', z: 'flow', scope: ['flasher'], wires: [['results']] },
  ]);
  await fetch(new URL('inject/press', flow.process.url), { method: 'POST' });
}

const UNCOPYABLE: [string, string, RegExp][] = [
  [
    'that throws when it is read',
    'Object.defineProperty(msg, "x", { enumerable: true, get() { throw Error("x") } })',
    /port/,
  ],
  [
    'of which the action throws',
    'Object.defineProperty(msg, "action", { enumerable: true, get() { throw null } })',
    /null/,
  ],
  [
    'that is nested without end',
    'let o = {}; for (let i = 0; i < 1e5; i++) o = { settings: o }; msg.esp8266 = o',
    /not known/,
  ],
  ['with a proxy', 'msg.esp8266 = new Proxy({}, { ownKeys() { throw Error("x") } })', /x/],
];

for (const [what, code, expected] of UNCOPYABLE) {
  test(`a message ${what} is an error, and Node-RED goes on`, async () => {
    await send(code);
    assert.match((await flow.caught.next()).error?.message ?? '', expected);
  });
}

test('an action that is no text is told by its kind', async () => {
  await send('msg.action = ["list"]');
  assert.match((await flow.caught.next()).error?.message ?? '', /got a list/);
});

test('what a terminal would take for a command does not reach the log', async () => {
  await send('msg.esp8266 = { "\\x1b[2J\\u009b31m": 1 }');
  assert.match((await flow.caught.next()).error?.message ?? '', /msg\.esp8266\. \[2J 31m is not known/);
});

test('a password does not come out again with the error', async () => {
  await send(`msg.esp8266 = { settings: { wifi: { password: '${PASSWORD}' } } }`);
  const { esp8266 } = (await flow.caught.next()) as { esp8266?: unknown };
  assert.deepEqual(esp8266, { settings: { wifi: { password: '***' } } });
});

test('nor with a list of the ports, nor when the message is complete', async () => {
  await send(`msg.action = 'list'; msg.esp8266 = { settings: { wifi: { password: '${PASSWORD}' } } }`);
  const answers = [await flow.results.next(), await flow.results.next()];
  assert.ok(!JSON.stringify(answers).includes(PASSWORD), JSON.stringify(answers));
});

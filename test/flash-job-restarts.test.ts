import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FlashingBench } from './flashing';

const DIO = 2;
const SHORT = ['connect', 'upload', 'start', 'first-reading'];

test('a stored program that restarts the chip for ever is replaced, and Espruino is not written for it', async (t) => {
  for (const request of ['install', 'program'] as const) {
    const bench = await FlashingBench.set(t);
    bench.installProgram('E.reboot()');
    const { phaseMs } = await bench.does({ request });
    assert.deepEqual(Object.keys(phaseMs), SHORT, request);
    assert.ok(
      bench.lines.some((line) => /restarts again and again.*taken away/.test(line)),
      request,
    );
  }
});

test('another Espruino over a program that restarts the chip stays in dio', async (t) => {
  const bench = await FlashingBench.set(t);
  bench.installProgram('E.reboot()');
  const { chip } = await bench.does({ image: { kind: 'release', version: '2v17' } });
  assert.equal(chip.espruino?.version, '2v17');
  assert.equal(bench.chip.flash.read(2, 1)[0], DIO);
});

test('a program that restarts the chip comes to light only with a new Espruino, and is taken away', async (t) => {
  const bench = await FlashingBench.set(t);
  bench.storage.set('.bootcde', Buffer.from('E.reboot()'));
  const { chip } = await bench.does();
  assert.equal(chip.espruino?.version, '2v29');
  assert.equal(bench.chip.flash.read(2, 1)[0], DIO);
});

test('a chip that lost its program to the look for Espruino is not called untouched', async (t) => {
  const bench = await FlashingBench.set(t);
  bench.installProgram('E.reboot()', '2v08');
  const { code, phase, state } = await bench.fails({ request: 'program' });
  assert.deepEqual([code, phase, state], ['espruino-too-old', 'connect', 'no-program']);
});

test('a rescue ends a program that restarts the chip', async (t) => {
  const bench = await FlashingBench.set(t);
  bench.installProgram('E.reboot()');
  const { bytes, chip } = await bench.does({ request: 'rescue' });
  assert.deepEqual([bytes, chip.espruino?.version], [4096, '2v29']);
});

test('a rescue that finds no program says so', async (t) => {
  const bench = await FlashingBench.set(t);
  bench.installEspruino();
  assert.equal((await bench.does({ request: 'rescue' })).bytes, 0);
  assert.ok(bench.lines.includes('no program that runs at power-up is stored'));
});

test('a rescue of a blank chip does not claim that Espruino is there', async (t) => {
  const bench = await FlashingBench.set(t);
  const { code, phase, state } = await bench.fails({ request: 'rescue' });
  assert.deepEqual([code, phase, state], ['does-not-boot', 'boot', 'incomplete']);
});

for (const code of ['E.reboot()', 'setTimeout(E.reboot, 700)']) {
  test(`${code} as a script of its own is no program that runs`, async (t) => {
    const bench = await FlashingBench.set(t);
    bench.installEspruino();
    const failure = await bench.fails({ request: 'program', program: { kind: 'script', code } });
    assert.deepEqual([failure.code, failure.phase, failure.state], ['program-bad', 'start', 'program']);
    assert.match(String(failure.values.detail), /restarts the chip/);
    await bench.does({ request: 'program' });
  });
}

test('a script that prints more than ASCII is taken for no restart', async (t) => {
  const bench = await FlashingBench.set(t);
  bench.installEspruino();
  const code = 'setInterval(function(){print("21 °C")},50)';
  await bench.does({ request: 'program', program: { kind: 'script', code } });
});

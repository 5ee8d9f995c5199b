import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { judge } from '../torture/verdict';
import { Model } from './receiving-model/model';

/** Others with each run of the tests; to see one again: MODEL_SEED. */
const FIRST_SEED = Number(process.env.MODEL_SEED ?? Date.now() % 1e9);
const RUNS = Number(process.env.MODEL_RUNS ?? 150);
const STEPS = 300;

/** The models of as many seeds. */
function* models(t: TestContext, hasResets = false): Generator<{ model: Model; seed: number }> {
  t.mock.timers.enable({ apis: ['setTimeout', 'setImmediate'] });
  t.diagnostic(`MODEL_SEED=${FIRST_SEED} MODEL_RUNS=${RUNS}`);
  for (let seed = FIRST_SEED; seed < FIRST_SEED + RUNS; seed++)
    yield { seed, model: new Model(seed, (ms) => t.mock.timers.tick(ms), hasResets) };
}

test('whatever goes wrong in whatever order, no loss is untold, and nothing comes again that was confirmed', async (t) => {
  for (const { model, seed } of models(t)) {
    const ledger = await model.run(STEPS).catch((cause) => assert.fail(`seed ${seed}: ${cause.message}`));
    assert.deepEqual(judge(ledger).violations, [], `seed ${seed}`);
  }
});

test('where a node forgets everything meanwhile, it still answers only what the flow has confirmed', async (t) => {
  for (const { model, seed } of models(t, true))
    await model.run(STEPS).catch((cause) => assert.fail(`seed ${seed}: ${cause.message}`));
});

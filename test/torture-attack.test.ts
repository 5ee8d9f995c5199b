import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SCENARIOS, type Scenario } from '../torture/attack/scenarios';
import { besiege } from '../torture/attack/siege';
import { affordableConnections } from '../torture/open-files';

const EXTENT = { connections: 300, seconds: 3, quietMs: 100 };
const PATIENCE = { timeout: 120_000 };

/** The attack of that name, on a smaller scale. */
function scenario(title: string, change: Partial<Scenario> = {}): Scenario {
  const found = SCENARIOS.find((candidate) => candidate.title === title);
  assert.ok(found, title);
  return { ...found, ...change };
}

for (const attack of [
  scenario('silence, 200 addresses', { properties: { maxConnections: '100' } }),
  scenario('a flood of the shortest lines'),
  scenario('readings that nobody confirms'),
]) {
  test(`good devices lose nothing, and go on, while there is: ${attack.title}`, PATIENCE, async () => {
    const { violations, good, connections } = await besiege(attack, EXTENT);
    assert.deepEqual(violations, []);
    assert.deepEqual([good.lost, good.repeated], [0, 0]);
    assert.ok(good.taken > 200 && connections >= 10, `${good.taken} readings, ${connections} connections`);
  });
}

test('where too few files may be open there are fewer connections, and it is said what to do', () => {
  assert.deepEqual(affordableConnections(10_000, 20_000), { connections: 10_000 });
  const { connections, advice } = affordableConnections(10_000, 4096);
  assert.equal(connections, 3596);
  assert.match(String(advice), /run "ulimit -n 10500" first.*Going on with 3,596/);
});

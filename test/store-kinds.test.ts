import assert from 'node:assert/strict';
import { test } from 'node:test';
import { listedStores } from '../nodes/esp8266-tcp-in/store-kinds';

const FILES = { module: 'localfilesystem' };

const CASES: [string, Record<string, unknown> | undefined, string[]][] = [
  ['without any store the default is memory', undefined, [' memory']],
  ['an empty list is none', {}, [' memory']],
  ['files hold back what they take', { default: FILES }, [' delayed', 'default delayed']],
  ['files that hold nothing back keep it', { a: { ...FILES, config: { cache: false } } }, [' kept', 'a kept']],
  [
    'the default may be another one by name',
    { default: 'disk', memoryOnly: { module: 'memory' }, disk: FILES },
    [' delayed', 'memoryOnly memory', 'disk delayed'],
  ],
  ['a store of others is not known', { redis: { module: () => {} } }, [' unknown', 'redis unknown']],
];

for (const [title, contextStorage, expected] of CASES) {
  test(title, () => {
    assert.deepEqual(
      listedStores(contextStorage).map(({ name, kind }) => `${name} ${kind}`),
      expected,
    );
  });
}

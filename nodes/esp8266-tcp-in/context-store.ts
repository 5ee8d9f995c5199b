import type { NodeContext } from 'node-red';
import type { KeyValueStore } from './device-store';
import { listedStores } from './store-kinds';

/**
 * The node's own context in the store of that name; with no name in Node-RED's default store. `contextStorage` is that of
 * its settings file.
 */
export function storeOf(
  context: NodeContext,
  name: string,
  contextStorage: Record<string, unknown> | undefined,
): KeyValueStore {
  const isLasting = listedStores(contextStorage).find((store) => store.name === name)?.kind !== 'memory';
  if (name === '') {
    return {
      isLasting,
      keys: (done) => context.keys((error: unknown, keys: unknown[]) => done(error, keys as string[])),
      get: (keys, done) => context.get(keys, done),
      set: (keys, values, done) => context.set(keys, values, done),
    };
  }
  return {
    isLasting,
    keys: (done) => context.keys(name, (error: unknown, keys: unknown[]) => done(error, keys as string[])),
    get: (keys, done) => context.get(keys, name, done),
    set: (keys, values, done) => context.set(keys, values, name, done),
  };
}

import type { NodeContext } from 'node-red';
import type { KeyValueStore } from './device-store';

/** The node's own context in the store of that name; with no name in Node-RED's default store. */
export function storeOf(context: NodeContext, name: string): KeyValueStore {
  if (name === '') {
    return {
      keys: (done) => context.keys((error: unknown, keys: unknown[]) => done(error, keys as string[])),
      get: (keys, done) => context.get(keys, done),
      set: (keys, values, done) => context.set(keys, values, done),
    };
  }
  return {
    keys: (done) => context.keys(name, (error: unknown, keys: unknown[]) => done(error, keys as string[])),
    get: (keys, done) => context.get(keys, name, done),
    set: (keys, values, done) => context.set(keys, values, name, done),
  };
}

import type { ScriptFunction, ScriptWorld } from './script-world';

/**
 * Gives every object of the script `on`, `emit` and the like, as Espruino does (there is no `once`). `onListen` is told
 * of each object that is listened to.
 */
export function installEvents(world: ScriptWorld, onListen: (target: object) => void): void {
  const add = (target: object, event: unknown, listeners: (known: ScriptFunction[]) => ScriptFunction[]) => {
    world.setListeners(target, String(event), listeners(world.listenersOf(target, String(event))));
    onListen(target);
  };
  const methods: Record<string, (this: object, event: unknown, ...rest: never[]) => void> = {
    on(event, listener: ScriptFunction) {
      if (typeof listener !== 'function') throw world.error('First argument to EventEmitter.on(..) must be a string');
      add(this, event, (known) => [...known, listener]);
    },
    addListener(event, listener: ScriptFunction) {
      add(this, event, (known) => [...known, listener]);
    },
    prependListener(event, listener: ScriptFunction) {
      add(this, event, (known) => [listener, ...known]);
    },
    removeListener(event, listener: ScriptFunction) {
      const known = world.listenersOf(this, String(event));
      world.setListeners(
        this,
        String(event),
        known.filter((one) => one !== listener),
      );
    },
    removeAllListeners(event) {
      world.setListeners(this, String(event), []);
    },
    emit(event, ...values) {
      world.emit(this, String(event), ...values);
    },
  };
  for (const [name, value] of Object.entries(methods)) {
    Object.defineProperty(world.globals.Object.prototype, name, { value, writable: true, configurable: true });
  }
}

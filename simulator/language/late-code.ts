import { EspruinoSyntaxError } from '../../protocol/espruino-syntax';
import type { ScriptFunction, ScriptWorld } from '../device/script-world';
import { chipSource, EVAL_CHECK } from './chip-source';

/** Makes text that becomes code while the script runs (`eval`, `new Function`) pass the same check as the script. */
export function checkLateCode(world: ScriptWorld): void {
  const { globals } = world;
  const checked = (code: unknown) => (typeof code === 'string' ? orScriptError(world, () => chipSource(code)) : code);
  Object.defineProperty(globals, EVAL_CHECK, { value: checked });
  // Espruino parses the text of `new Function(…)` when it is called, not before
  function lateFunction(...parts: string[]) {
    const text = `(function(${parts.slice(0, -1).join()}){${parts.at(-1) ?? ''}\n})`;
    let made: ScriptFunction | undefined;
    return function (this: unknown, ...values: unknown[]) {
      made ??= globals.eval(checked(text)) as ScriptFunction;
      return made.apply(this, values);
    };
  }
  lateFunction.prototype = globals.Function.prototype;
  globals.Function = lateFunction;
}

/** What `compile` gives; what the chip cannot run becomes a SyntaxError of the script's own. */
export function orScriptError<T>(world: ScriptWorld, compile: () => T): T {
  try {
    return compile();
  } catch (error) {
    throw error instanceof EspruinoSyntaxError ? world.error(error.message, 'SyntaxError') : error;
  }
}

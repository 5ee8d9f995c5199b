import { createHash } from 'node:crypto';
import { types } from 'node:util';
import type { Net } from '../network/net';
import type { Start } from './boot-files';
import type { ScriptFunction, ScriptWorld } from './script-world';
import { bytesIn } from './storage';

/** What the SDK tells of the last reset. */
const POWERED_ON = { reason: 'default', exccause: 0 };
const RESTARTED = { reason: 'soft_restart', exccause: 0 };

/** The small modules. */
export function chipModules(
  world: ScriptWorld,
  parts: { net: Net; start: Start; reboot: () => void },
): Record<string, Record<string, unknown>> {
  const functions: Record<string, Record<string, ScriptFunction>> = {
    ESP8266: {
      reboot: parts.reboot,
      getState: () => world.copy({ sdkVersion: '2.2.1', cpuFrequency: 160, freeHeap: 10_000, maxCon: 10 }),
      getResetInfo: () => world.copy(parts.start.how === 'power-on' ? POWERED_ON : RESTARTED),
      setCPUFreq: () => {},
      setLog: () => {},
    },
    TelnetServer: {
      setOptions: (options) => {
        const { mode } = (options ?? {}) as { mode?: unknown };
        if (mode !== 'on' && mode !== 'off') throw world.error("Invalid telnet mode, expected 'on' or 'off'");
        parts.net.hasTelnet = mode === 'on';
      },
    },
    // SHA-1 is all that the build has; anything else must be built from it
    crypto: { SHA1: (data) => bytesIn(world, sha1(bytesOf(data))).buffer },
  };
  return Object.fromEntries(Object.entries(functions).map(([name, owner]) => [name, exposed(world, owner)]));
}

function exposed(world: ScriptWorld, functions: Record<string, ScriptFunction>): Record<string, unknown> {
  return Object.assign(world.globals.Object(), functions);
}

/** Espruino takes a text, bytes, or a list of such things, one after the other. Of another world, they are told by what they have. */
function bytesOf(data: unknown): Buffer {
  if (Array.isArray(data)) return Buffer.concat(data.map(bytesOf));
  if (types.isAnyArrayBuffer(data)) return Buffer.from(data);
  return Buffer.from(String(data), 'latin1');
}

function sha1(data: Buffer): string {
  return createHash('sha1').update(data).digest().toString('latin1');
}

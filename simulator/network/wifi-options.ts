import type { ScriptWorld } from '../device/script-world';
import type { AccessPointSettings } from './access-point';

/** Options as the script gives them. */
export type Options = Record<string, unknown>;

const AUTH_MODES = ['open', 'wpa', 'wpa2', 'wpa_wpa2'];
const SHORTEST_PASSWORD = 8;
const LONGEST_PASSWORD = 63;
const CHANNELS = 13;

/**
 * What `Wifi.startAP` makes of its options; throws as the chip does. A password that is null, empty or a number counts as
 * none and leaves the network open, and only whole numbers count for `hidden` and `channel`: other values are passed over
 * in silence.
 */
export function accessPointOptions(world: ScriptWorld, options: Options): Omit<AccessPointSettings, 'ssid'> {
  const { hidden, channel } = options;
  const password = typeof options.password === 'string' ? options.password : '';
  if (password !== '' && password.length < SHORTEST_PASSWORD) {
    throw world.error('Password must be string of at least 8 characters');
  }
  const isChannel = Number.isInteger(channel) && Number(channel) >= 1 && Number(channel) <= CHANNELS;
  return {
    password: password.slice(0, LONGEST_PASSWORD),
    authMode: authModeOf(world, options.authMode, password),
    hidden: hidden === 1 ? 1 : 0,
    channel: isChannel ? Number(channel) : 1,
  };
}

function authModeOf(world: ScriptWorld, authMode: unknown, password: string): string {
  const mode = typeof authMode === 'string' ? authMode : password === '' ? 'open' : 'wpa2';
  if (!AUTH_MODES.includes(mode)) throw world.error('Unknown authMode value');
  if (mode !== 'open' && password === '') throw world.error('Password not set but authMode not open');
  if (mode === 'open' && password !== '') throw world.error('Auth mode set to open but password supplied');
  return mode;
}

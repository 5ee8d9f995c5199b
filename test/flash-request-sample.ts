import type { FlashRequest } from '../nodes/esp8266-flash/flash-request';

/** A request to install the firmware with its standard settings, but for what is named. */
export function flashRequest(change: Partial<FlashRequest> = {}): FlashRequest {
  return {
    request: 'install',
    port: '/dev/ttyUSB0',
    baud: 460_800,
    erase: false,
    image: { kind: 'release' },
    program: { kind: 'firmware' },
    settings: {},
    cacheFolder: '/nowhere',
    ...change,
  };
}

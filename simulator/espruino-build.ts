/** What differs between Espruino's two builds for the ESP8266. Source: boards/ESP8266_4MB.py and ESP8266_BOARD.py. */
export interface EspruinoBuild {
  /** `process.env.BOARD`. */
  board: string;
  /** Where its Storage lies in the flash. */
  storage: { address: number; bytes: number };
  /** `process.env.MODULES`. */
  modules: string;
  /** Variables of 12 bytes each. */
  variables: number;
}

const SECTOR_BYTES = 4096;
const MODULES = 'timer,Flash,Storage,heatshrink,net,dgram,http,Wifi,ESP8266,TelnetServer,crypto,neopixel';

export type BuildName = '4mb' | '512kb';

export const ESPRUINO_BUILDS: Record<BuildName, EspruinoBuild> = {
  '4mb': {
    board: 'ESP8266_4MB',
    storage: { address: 0xcb000, bytes: 48 * SECTOR_BYTES },
    modules: MODULES,
    variables: 1600,
  },
  '512kb': {
    board: 'ESP8266_BOARD',
    storage: { address: 0x77000, bytes: 4 * SECTOR_BYTES },
    modules: MODULES, // of 2v17, the one release of this build that takes a program; later ones have lost telnet and crypto
    variables: 1700,
  },
};

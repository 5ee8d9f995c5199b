import { ArgumentError, OptionValues } from '../fleet/option-values';

/** A chip to be flashed, as the command line asks for it. */
export interface BlankChipOptions {
  /** TCP ports; 0: any that is free. */
  serialPort: number;
  imagesPort: number;
  /** Undefined: the flash is forgotten with the process. */
  flashFile: string | undefined;
  flashBytes: number;
  mac: string | undefined;
  isWireTimed: boolean;
  isVerbose: boolean;
}

export const DEFAULT_SERIAL_PORT = 4000;

const KILOBYTE = 1024;
const FLASH_BYTES = { '4MB': 4096 * KILOBYTE, '2MB': 2048 * KILOBYTE, '1MB': 1024 * KILOBYTE, '512KB': 512 * KILOBYTE };
const FLASH_SIZES = Object.keys(FLASH_BYTES) as [keyof typeof FLASH_BYTES, ...(keyof typeof FLASH_BYTES)[]];
const MAC = /^([0-9a-f]{2}:){5}[0-9a-f]{2}$/;

/** What `argv`, which has `--blank`, asks for, or undefined when it asks for help. Throws ArgumentError. */
export function parseBlankArguments(argv: string[]): BlankChipOptions | undefined {
  const values = OptionValues.read(argv, {
    valued: ['serial', 'images', 'flash-file', 'flash-size', 'mac'],
    flags: ['blank', 'real-time', 'verbose', 'help'],
  });
  if (values.flag('help')) return undefined;
  return {
    serialPort: values.wholeNumber('serial', { least: 0, most: 65_535, usual: DEFAULT_SERIAL_PORT }),
    imagesPort: values.wholeNumber('images', { least: 0, most: 65_535, usual: 0 }),
    flashFile: values.text('flash-file'),
    flashBytes: FLASH_BYTES[values.oneOf('flash-size', FLASH_SIZES)],
    mac: macIn(values.text('mac')),
    isWireTimed: values.flag('real-time'),
    isVerbose: values.flag('verbose'),
  };
}

function macIn(text: string | undefined): string | undefined {
  const mac = text?.toLowerCase();
  if (mac === undefined || MAC.test(mac)) return mac;
  throw new ArgumentError(`--mac expects six bytes in hex with colons, got "${text}"; try --mac 5c:cf:7f:00:00:01`);
}

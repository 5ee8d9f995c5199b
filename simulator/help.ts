import { DEFAULT_INTERVAL_MS, DEFAULT_PORT } from '../protocol/packet';
import { DEFAULT_SERIAL_PORT } from './blank/arguments';
import { KEY_VARIABLE } from './fleet/shared-key';

/** What `--help` prints. */
export const HELP = `Usage: esp8266-simulator [options]

Pretends ESP8266 chips that run the built firmware and send their readings over TCP.

  --devices <n>         how many chips, 1 to 10000 (1)
  --host <address>      the machine with the server (127.0.0.1)
  --port <n>            its port, 1 to 65535 (${DEFAULT_PORT})
  --interval <ms>       time between two readings, 10 to 3600000 (${DEFAULT_INTERVAL_MS})
  --wire <kind>         report or plain (report)
  --connection <kind>   per-packet or keep-open (per-packet)
  --mode <kind>         ap: the server's machine joins the chip; station: the chip joins a network (ap)
  --key-file <path>     sign with the key in this file, or else with the one in the environment variable ${KEY_VARIABLE};
                        not an option itself, for everybody on this machine can read the options
  --reading <expr>      what is read, such as "analogRead(A0)" (the counter)
  --id <text>           the id of the one chip
  --id-prefix <text>    ids: the prefix and the number of the chip, from 1
  --duration <s>        stop after so many seconds (until Ctrl-C)
  --verbose             print the chips' consoles
  --help                print this

Faults on request; each chip in turn meets one every so many seconds:
  --power-cycle <s>     off and on again: memory is lost, the flash stays
  --wifi-loss <s>       out of reach for 3 s
  --swallow-answers <s> for 6 s nothing that the server answers arrives

  --split-bytes         every byte of a chip travels in a packet of its own

One more client beside the chips:
  --garbage             sends random bytes
  --flood               sends lines as fast as it can
  --silent-client       sends half a line and then nothing

Instead of all that, one chip to be flashed; any flasher can open its serial port (RFC 2217):
  --blank               nothing is in its flash yet
  --serial <n>          TCP port of its serial port on 127.0.0.1, 0 for any that is free (${DEFAULT_SERIAL_PORT})
  --images <n>          TCP port of a server with pretended images of Espruino, 0 for any that is free (0)
  --flash-file <path>   keep its flash here from one run to the next
  --flash-size <size>   512KB, 1MB, 2MB or 4MB (4MB)
  --mac <mac>           six bytes in hex with colons (of its own: by the flash file, else by chance)
  --real-time           bytes and flash take the time that they take on a real chip
  --verbose             print its console`;

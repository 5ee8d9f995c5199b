import { hasTelnet } from './settings';

// First of all: at every boot the 4 MB build opens its console on port 23 to anyone, without a password.
if (!hasTelnet) {
  try {
    require('TelnetServer').setOptions({ mode: 'off' });
  } catch {
    // the 512 KB build has no telnet
  }
}

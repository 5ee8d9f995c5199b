import { hasTelnet } from './settings';

// First of all: at every boot the 4 MB build opens its console on port 23 to anyone, without a password. (Its update port,
// 88, no program can close.)
if (!hasTelnet) {
  try {
    require('TelnetServer').setOptions({ mode: 'off' });
  } catch {
    // the 512 KB build has no telnet
  }
}

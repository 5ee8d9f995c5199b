import { readFileSync } from 'node:fs';
import type { TestContext } from 'node:test';
import type { ChipSettings } from '../protocol/chip-settings';
import { Interpreter } from './espruino-interpreter';
import type { FirmwareServer } from './firmware-server';

const FIRMWARE = readFileSync('dist/firmware/firmware.js', 'latin1');
const SIGNED_FIRMWARE = readFileSync('dist/firmware/firmware-signed.js', 'latin1');

/** The two modules that only the chip has, as small as they can be: an access point that this machine has joined. */
const CHIP_MODULES = `
Modules.addCached("Wifi",function(){
  exports.startAP=function(ssid,options,done){setTimeout(done,10,null)};
  exports.disconnect=function(){};
  exports.getAPDetails=function(){return {stations:[{ip:"127.0.0.1"}]}};
});
Modules.addCached("TelnetServer",function(){exports.setOptions=function(options){print("telnet "+options.mode)}});
`;

/** The built script on the real interpreter, sending to `server`; what runs `before` and `after` it is script too. */
export function bootFirmware(
  t: TestContext,
  server: FirmwareServer,
  settings: ChipSettings,
  { before = '', after = '' } = {},
): Interpreter {
  const all: ChipSettings = { ...settings, server: { port: server.port } };
  const firmware = settings.key === undefined ? FIRMWARE : SIGNED_FIRMWARE;
  const script = `var SETTINGS=${JSON.stringify(all)};${CHIP_MODULES}${before}${firmware}${after}`;
  return new Interpreter(t).store(script).powerOn();
}

import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import type { ChipSettings } from '../protocol/chip-settings';
import { signingKey } from '../protocol/signature';
import { withEspruino } from './espruino-interpreter';
import { bootFirmware } from './firmware-interpreter';
import { acknowledge, acknowledgeSigned, FirmwareServer } from './firmware-server';

/**
 * Takes the time of each beat that sends a packet, and of each answer, and after a hundred answers prints the least of each
 * in microseconds: in those no other process of this machine had its turn. What Espruino offers cannot be assigned to, so
 * `net` is wrapped.
 */
const PRINT_TIMES = `
var least=[1e9,1e9],hasSent,answers=0,NET=require("net");
function timed(kind,act){return function(argument){
  hasSent=kind===1;
  var start=getTime();
  act(argument);
  var spent=(getTime()-start)*1e6;
  if(hasSent)least[kind]=Math.min(least[kind],spent);
  if(kind===1&&++answers===100)print("least "+least.map(Math.round).join(" "));
}}
(function(setNative){
  var isBeat=true;
  global["setInterval"]=function(act,ms){
    if(isBeat)act=timed(0,act);
    isBeat=false;
    return setNative(act,ms);
  };
})(setInterval);
Modules.addCached("net",function(){
  exports.connect=function(to,connected){
    var socket=NET.connect(to,connected);
    return {
      on:function(event,act){socket.on(event,event==="data"?timed(1,act):act)},
      write:function(text){hasSent=true;socket.write(text)},
      end:function(){socket.end()}
    };
  };
});
`;

const SECRET = 'a key that both sides have';

/** What the interpreter takes to make and send a packet, and to read its answer, in microseconds. */
async function timesOf(t: TestContext, settings: ChipSettings): Promise<{ packet: number; answer: number }> {
  const key = settings.key === undefined ? undefined : signingKey(settings.key);
  const server = await new FirmwareServer(t, key ? acknowledgeSigned(key) : acknowledge, key).listen();
  const all: ChipSettings = { ...settings, intervalMs: 20, connection: 'keep-open' };
  const chip = bootFirmware(t, server, all, { before: PRINT_TIMES });
  const [, packet, answer] = (await chip.line(/^least (\d+) (\d+)/)).map(Number);
  chip.powerOff();
  await server.close();
  return { packet: packet ?? 0, answer: answer ?? 0 };
}

const READINGS: [name: string, settings: ChipSettings][] = [
  ['a count', {}],
  ['a text of 300 characters', { reading: '"0123456789".repeat(30)' }],
];

for (const [name, settings] of READINGS) {
  test(`Espruino takes at most three times as long for ${name} that is signed`, withEspruino, async (t) => {
    const plain = await timesOf(t, settings);
    const signed = await timesOf(t, { ...settings, key: SECRET });
    t.diagnostic(
      `packet and answer here: ${plain.packet} + ${plain.answer} µs, signed ${signed.packet} + ${signed.answer} µs`,
    );
    assert.ok(signed.packet + signed.answer <= 3 * (plain.packet + plain.answer));
  });
}

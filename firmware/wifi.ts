import { channel, host, isHidden, isStation, password, ssid } from './settings';

const FIRST_WAIT_S = 15; // joining and an address take up to ten seconds
const LONGEST_WAIT_S = 60;

const wifi = require('Wifi');
/** True while the chip is on a network. Connecting without one can stay silent for ever. */
export let isOnline = false;
let waitS = FIRST_WAIT_S;
/** The one timer, of the next attempt. */
let timer = 0;
let whenReachable: () => void;

/** Opens the chip's own network or joins the one named, again and again; `reachable` when a server may have come near. */
export function startWifi(reachable: () => void): void {
  whenReachable = reachable;
  wifi.on('connected', up);
  wifi.on('disconnected', down);
  wifi.on('sta_joined', reachable);
  // Espruino restores a saved Wi-Fi after the boot code has run, over whatever that has set
  setTimeout(attempt, 0);
}

/** Goes on after all timers were stopped. */
export function resumeWifi(): void {
  if (!isOnline) attempt();
}

/** Where the server may be: as set; the gateway; or every machine that has joined and been given an address. */
export function serverCandidates(): string[] {
  if (host !== 'auto') return [host];
  if (isStation) return [wifi.getIP().gw];
  const stations = wifi.getAPDetails().stations || [];
  // the first lease is .2, but a phone may have it: so all are asked; 0.0.0.0 is one that has no lease yet
  return stations.map((station) => station.ip).filter((ip) => ip !== '0.0.0.0');
}

function attempt(): void {
  // some failures never call back, so the next attempt is booked before this one starts
  timer = setTimeout(attempt, waitS * 1000);
  waitS = Math.min(waitS * 2, LONGEST_WAIT_S);
  try {
    if (isStation) join();
    else open();
  } catch (error) {
    console.log('fault wifi', '' + error);
  }
}

function open(): void {
  // one mode only: with both, a connect may be given a socket number that is none (Espruino on the SDK's sta+ap)
  wifi.disconnect();
  // always told both ways: a password that Espruino does not like would open the network if the mode were left to it
  const authMode = password ? 'wpa2' : 'open';
  // `hidden: true` would be ignored, it must be a whole number
  wifi.startAP(ssid, { authMode, password, channel, hidden: isHidden ? 1 : 0 }, attempted);
}

function join(): void {
  wifi.stopAP(); // the factory's open access point, and one mode only
  wifi.connect(ssid, { password }, attempted);
}

function attempted(error: string | null): void {
  if (error) console.log('fault wifi', '' + error);
  else up();
}

/** The callback and the event both come here, in any order; already joined, only the callback comes. */
function up(): void {
  if (isOnline) return;
  isOnline = true;
  stopWaiting();
  console.log('wifi up');
  whenReachable();
}

function down(): void {
  if (!isOnline) return; // one of the failures of the attempt under way
  isOnline = false;
  console.log('wifi lost');
  stopWaiting();
  attempt();
}

function stopWaiting(): void {
  clearTimeout(timer);
  timer = 0;
  waitS = FIRST_WAIT_S;
}

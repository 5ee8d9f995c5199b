import { closeLink, isConnected, listenToLink, openLink, sendOverLink, settleLink } from './link';
import { nextLine } from './plain';
import { blocks } from './queue';
import { nextReport, takeAnswer } from './report';
import { isPlain, keepsOpen, port } from './settings';
import { isOnline, serverCandidates } from './wifi';

const LONGEST_REST_S = 30;

/** True from the start of a round to its end, the rest after a failed one included. */
let isBusy = false;
/** The packet has arrived: the link that closes now has not failed. */
let isDone = false;
/** Where this round has still to try, where it is now, and where a packet arrived last. */
let candidates: string[] = [];
let host = '';
let server = '';
/** How long the next rest is, and the timer of the one under way. */
let restS = 2;
let rest = 0;
let changeInterval: (ms: number) => void;

/** Readies the uplink; `setIntervalMs` is called when a server wishes another interval. */
export function startUplink(setIntervalMs: (ms: number) => void): void {
  changeInterval = setIntervalMs;
  listenToLink({ opened: transmit, line: answered, drained, closed });
}

/** Sends what there is, unless something is under way: a beat is skipped rather than stacked. */
export function push(): void {
  if (isBusy || !isOnline || !(isPlain || blocks[0])) return;
  isBusy = true;
  if (isConnected) {
    transmit();
  } else {
    candidates = serverCandidates();
    // the one that answered last comes first
    if (candidates.indexOf(server) > 0) candidates = [server].concat(candidates.filter((other) => other !== server));
    tryNext();
  }
}

/** A server may have come near: a rest does not have to be waited for any longer than the first. */
export function hurry(): void {
  restS = 2;
  if (rest) restThenPush();
  else push();
}

/** Gives up what is under way, which may have been cut short for want of memory; a new round follows. */
export function restartUplink(): void {
  rest = 0;
  isBusy = true;
  isDone = false;
  candidates = [];
  closeLink();
}

function tryNext(): void {
  const next = candidates.shift();
  if (next === undefined) {
    console.log('no server, again in', restS, 's');
    restThenPush();
    restS = Math.min(restS * 2, LONGEST_REST_S);
  } else {
    host = next;
    openLink(host, port);
  }
}

function restThenPush(): void {
  clearTimeout(rest);
  rest = setTimeout(rested, restS * 1000);
}

function rested(): void {
  rest = 0;
  isBusy = false;
  push();
}

function transmit(): void {
  const packet = isPlain ? nextLine() : nextReport();
  if (packet) sendOverLink(packet);
  if (isPlain || !packet) arrived(); // a plain line is never answered; a packet is missing when memory had to be freed
}

function answered(line: string): void {
  if (isPlain || !isBusy || isDone) return; // nobody asked
  if (takeAnswer(line, changeInterval)) arrived();
  else closeLink();
}

function arrived(): void {
  restS = 2;
  if (server !== host) console.log('server', host + ':' + port);
  server = host;
  if (!keepsOpen) {
    isDone = true;
    closeLink(); // whoever closes first keeps TIME_WAIT, and that must not be the server
  } else if (!isPlain) {
    next();
  }
}

/** Kept open, a plain line is done when the socket has taken it; without this, lines would pile up in a dead one. */
function drained(): void {
  if (isPlain && keepsOpen && isBusy) next();
}

function closed(): void {
  if (isDone) next();
  else if (isBusy) tryNext();
}

/** What has piled up goes out at once, without waiting for the beat. */
function next(): void {
  settleLink();
  isBusy = false;
  isDone = false;
  if (!isPlain) push();
}

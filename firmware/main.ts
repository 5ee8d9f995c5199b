import './telnet';
import { addReading, blocks, loseUpTo, nextSeq } from './queue';
import { jsonText, takeReading } from './reading';
import { room } from './report';
import { boundInterval, firstIntervalMs, isPlain } from './settings';
import { hurry, push, restartUplink, startUplink } from './uplink';
import { resumeWifi, startWifi } from './wifi';

let intervalMs = firstIntervalMs;
let beatTimer = 0;
let watchTimer = 0;
let lastBeatAt = 0;
/** Whether there was a beat since the watch looked last. */
let hasBeaten = false;

function beat(): void {
  hasBeaten = true;
  const now = Date.now();
  const sinceLast = now - lastBeatAt;
  // Espruino makes up for every beat that it missed, all at once: these are skipped, not stacked
  if (sinceLast >= 0 && sinceLast < intervalMs / 2) return;
  lastBeatAt = now;
  // plain readings do not wait: the uplink takes one when it has a connection for it
  if (!isPlain) addReading(jsonText(takeReading(nextSeq)), now, intervalMs, room);
  push();
}

/** Running out of memory deletes the interval that it hits, which no `catch` sees: so a second one looks after the beat. */
function watch(): void {
  if (!hasBeaten) recover();
  hasBeaten = false;
}

/** Intervals, not a chain of time-outs: Espruino counts on from when one was due, so the beat does not drift. */
function startBeat(): void {
  beatTimer = setInterval(beat, intervalMs);
  watchTimer = setInterval(watch, 3 * intervalMs);
}

/** Starts every timer anew. The number of one that was deleted may be another timer's by now, so all are stopped first. */
function recover(): void {
  clearInterval();
  restartUplink();
  resumeWifi();
  startBeat();
}

function setIntervalMs(ms: number): void {
  const bounded = boundInterval(ms);
  if (bounded === intervalMs) return;
  intervalMs = bounded;
  clearInterval(beatTimer);
  clearInterval(watchTimer);
  startBeat();
}

E.on('errorFlag', (flags) => {
  E.getErrorFlags(); // a flag that stays set is not told again
  if (flags.indexOf('MEMORY') < 0) return;
  console.log('fault memory');
  if (blocks[0]) loseUpTo(Math.round((blocks[0].seq + nextSeq) / 2) - 1); // the older half
  recover();
});
startUplink(setIntervalMs);
startWifi(hurry);
startBeat();

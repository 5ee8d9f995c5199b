/** What the link tells; `closed` comes once after every `openLink`, whatever happens. */
export interface LinkEvents {
  opened(): void;
  /** One line that the server sent, without its line feed. */
  line(text: string): void;
  /** All that was written is on its way. */
  drained(): void;
  closed(): void;
}

/** For a connection to stand, a packet to be answered, a socket to close. */
const PATIENCE_MS = 5000;
/** Longer than any answer; what has no line end by then is none. */
const MAX_LINE_CHARACTERS = 200;

const net = require('net');
let events: LinkEvents;
/** The number of the connection; an event that belongs to an earlier one comes too late. */
let current = 0;
/** The one socket: Espruino emits later, so it may be closed already when we are told. */
let socket: Socket | null = null;
/** True from `opened` to `closed`. */
export let isConnected = false;
let isClosing = false;
let received = '';
/** The one timer, set whenever something is awaited; 0 is no timer's number (clearTimeout(undefined) would throw). */
let deadline = 0;

/** Names who is told about the link. */
export function listenToLink(listener: LinkEvents): void {
  events = listener;
}

/** Connects to `host`, an address or a name. */
export function openLink(host: string, port: number): void {
  const own = ++current;
  received = '';
  isClosing = false;
  // the SDK's own time-out for a silent peer is swallowed on the way: no error, no close, for ever
  expectWithin(PATIENCE_MS);
  if (!/[^0-9.]/.test(host)) {
    connect(own, host, port);
    return;
  }
  // A name that resolves to a machine that refuses crashes the chip if `net` resolves it, so `net` gets addresses only.
  require('Wifi').getHostByName(host, (address) => {
    if (own !== current || isClosing) return;
    if (address) connect(own, address, port);
    else over();
  });
}

/** Sends `text`; the deadline runs until `settleLink`. */
export function sendOverLink(text: string): void {
  received = '';
  expectWithin(PATIENCE_MS);
  try {
    if (socket) socket.write(text);
  } catch {
    // a socket that was closed meanwhile throws; that it is closed we are told next
  }
}

/** What was awaited has come: without a deadline the link may rest. */
export function settleLink(): void {
  clearTimeout(deadline);
  deadline = 0;
}

/** Closes once all is sent; `closed` follows, from the socket or from the deadline. */
export function closeLink(): void {
  isClosing = true;
  expectWithin(socket ? PATIENCE_MS : 0);
  if (socket) socket.end();
}

function connect(own: number, host: string, port: number): void {
  const ended = () => {
    if (own === current) over();
  };
  try {
    socket = net.connect({ host, port }, () => {
      if (own !== current || isClosing) return;
      isConnected = true;
      events.opened();
    });
    // without a listener the chip would keep what comes, and would not close before somebody took it
    socket.on('data', (chunk) => {
      if (own === current) receive(chunk);
    });
    socket.on('drain', () => {
      if (own === current) events.drained();
    });
    socket.on('error', ended);
    socket.on('close', ended);
  } catch {
    // no free socket, no route: told like every other end, later and not from within openLink
    expectWithin(0);
  }
}

function receive(chunk: string): void {
  received += chunk; // TCP may cut a line anywhere; Espruino cuts every 268 bytes
  const end = received.indexOf('\n');
  if (end < 0 && received.length <= MAX_LINE_CHARACTERS) return;
  const line = received.substr(0, end);
  received = '';
  if (end >= 0 && end <= MAX_LINE_CHARACTERS) events.line(line);
}

function expectWithin(ms: number): void {
  settleLink();
  deadline = setTimeout(overdue, ms);
}

function overdue(): void {
  deadline = 0; // its number may be given to another timer now
  if (socket && !isClosing) closeLink();
  else over();
}

function over(): void {
  settleLink();
  current++;
  socket = null;
  isConnected = false;
  events.closed();
}

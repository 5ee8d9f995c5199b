import type { EventEmitter } from 'node:events';
import { DEVICE_HEARD, type DeviceHeard, type Listener, WHO_LISTENS } from '../../protocol/device-heard';
import { DEFAULT_PORT } from '../../protocol/packet';
import type { FlashRequest } from './flash-request';
import type { PhaseName } from './job/progress';

/** What a person should know or do, though the job went well: a key under `advice` in the locale. */
export type Advice =
  | 'no-listener'
  | 'join-wifi'
  | 'wifi-bad-password'
  | 'wifi-not-found'
  | 'wrong-key'
  | 'key-missing'
  | 'key-only-on-chip'
  | 'replayed'
  | 'not-heard'
  | 'reading-fails'
  | 'own-script'
  | 'small-flash';

/** How the wait for the first reading ended. */
export interface FirstReading {
  heard?: DeviceHeard;
  advice?: Advice;
  /** With `reading-fails`: what the chip says of it; absent where its console cannot be read. */
  fault?: string | undefined;
}

/** What of this Node-RED and of its machine the wait needs. */
export interface Surroundings {
  /** Node-RED's own events, over which receiving nodes tell whom they hear. */
  events: EventEmitter;
  /** IPv4 addresses of this machine. */
  addresses(): string[];
}

/** How long to wait, ms. */
export interface Patience {
  /** A chip needs up to ten seconds for the Wi-Fi, and rests up to thirty between two attempts to connect. */
  usualMs: number;
  /** A person shall join the chip's network meanwhile. */
  joinMs: number;
  /** A chip that could not join its network tries again after 15 s; the second time it is believed. */
  secondTryMs: number;
  /** A chip that one server has refused tries the next one. */
  otherServerMs: number;
  /** A chip that is in reach some other way is heard before its person is asked to join its network. */
  hintMs: number;
  /** A reading that is null at first may have a value soon; and what the chip says of it comes by another way. */
  valueMs: number;
}

const PATIENCE: Patience = {
  usualMs: 60_000,
  joinMs: 120_000,
  secondTryMs: 20_000,
  otherServerMs: 3000,
  hintMs: 3000,
  valueMs: 2000,
};
/** The network of every ESP8266 that is an access point (Espruino's default, which the firmware keeps). */
const CHIP_NETWORK = '192.168.4.';
/** While it is in one of these the chip sends nothing: a plain line that comes then is another chip's. */
const SILENT_PHASES: ReadonlySet<PhaseName> = new Set(['fetch', 'erase', 'write', 'verify', 'upload']);
/**
 * What the firmware prints of its Wi-Fi (names of `Wifi.connect`'s errors) and of a server that refuses what it sends, what it
 * means, and how long it may still turn out well: of several machines that joined the chip only one may be its server.
 */
const FAULTS: [said: RegExp, advice: Advice, wait: 'secondTryMs' | 'otherServerMs'][] = [
  [/^fault wifi .*bad_password/, 'wifi-bad-password', 'secondTryMs'],
  [/^fault wifi .*no_ap_found/, 'wifi-not-found', 'secondTryMs'],
  [/^refused not-signed/, 'key-missing', 'otherServerMs'],
  [/^not signed .*"not-signed"/, 'wrong-key', 'otherServerMs'],
  [/^(refused |not signed .*")replayed/, 'replayed', 'otherServerMs'],
];
/** What else the firmware calls a fault; the rest is what a person's expression throws (firmware/reading.ts). */
const READING_FAULT = /^fault (?!wifi |setting |storage$|memory$)(.*)/;

/** Waits until a receiving node of this Node-RED has heard the chip, as long as there is hope. */
export class FirstReadingWatch {
  /** Resolves when it was heard, or will not be. */
  readonly over: Promise<FirstReading>;
  private resolve!: (end: FirstReading) => void;
  private phase: PhaseName | undefined;
  private readonly otherPlainDevices = new Set<string>();
  /** Undefined until the program runs. */
  private id: string | undefined;
  /** What is told when the time is up. */
  private pending: FirstReading = {};
  /** What the expression for the reading has thrown last. */
  private fault: string | undefined;
  private timer: NodeJS.Timeout | undefined;
  private hint: NodeJS.Timeout | undefined;
  private readonly hear = (heard: DeviceHeard) => this.heard(heard);

  constructor(
    private readonly request: FlashRequest,
    private readonly surroundings: Surroundings,
    private readonly isSimulated: boolean,
    private readonly patience: Patience = PATIENCE,
  ) {
    this.over = new Promise((resolve) => {
      this.resolve = resolve;
    });
    surroundings.events.on(DEVICE_HEARD, this.hear);
  }

  /** The job has come to this phase. */
  enter(phase: PhaseName): void {
    this.phase = phase;
  }

  /** The program runs on the chip with this MAC: it may be heard. `askToJoin` is called when it needs a person for that. */
  started(mac: string, askToJoin: () => void): void {
    this.id = deviceId(this.request, mac);
    if (this.request.program.kind !== 'firmware') this.end({ advice: 'own-script' });
    else if (!this.hasListener) this.end({ advice: 'no-listener' });
    else if (this.mustJoin) this.waitForPerson(askToJoin);
    else this.waitFor(this.patience.usualMs, { advice: 'not-heard' });
  }

  /** Whether a person must join the chip's Wi-Fi for it to be heard. */
  get mustJoin(): boolean {
    const isStation = this.request.settings.wifi?.mode === 'station';
    return !isStation && !this.isSimulated && !this.surroundings.addresses().some((ip) => ip.startsWith(CHIP_NETWORK));
  }

  /** Takes a line that the running program printed. */
  console(line: string): void {
    this.fault = READING_FAULT.exec(line)?.[1] ?? this.fault;
    const [, advice, wait] = FAULTS.find(([said]) => said.test(line)) ?? [];
    if (advice === undefined || wait === undefined || this.pending.heard !== undefined) return;
    if (wait === 'otherServerMs') clearTimeout(this.hint); // whoever refuses it is in its network
    const isFirst = !FAULTS.some(([, known]) => known === this.pending.advice);
    if (isFirst) this.waitFor(this.patience[wait], { advice });
    else this.pending = { advice }; // another fault at the second try is no reason to wait for a third
  }

  /** Waits no longer. */
  close(): void {
    clearTimeout(this.timer);
    clearTimeout(this.hint);
    this.surroundings.events.off(DEVICE_HEARD, this.hear);
  }

  private heard(heard: DeviceHeard): void {
    const isPlain = heard.id === heard.ip; // a plain line says no more of its chip than its address
    if (isPlain && this.id === undefined && this.phase !== undefined && SILENT_PHASES.has(this.phase))
      this.otherPlainDevices.add(heard.ip);
    if (this.id !== undefined && isPlain && this.isOwnReport(heard)) this.end({ advice: 'key-only-on-chip' });
    else if (this.id !== undefined && (isPlain ? this.isNewPlain(heard) : heard.id === this.id)) this.take(heard);
  }

  /** A receiving node without a key takes a signed report for a plain line, and does not answer. */
  private isOwnReport({ payload }: DeviceHeard): boolean {
    return this.request.settings.key !== undefined && String(payload).startsWith(`{"id":"${this.id}",`);
  }

  /** The firmware sends null for an expression that throws; as text or bytes it is still that word. */
  private take(heard: DeviceHeard): void {
    const isValue = this.request.settings.reading === undefined || String(heard.payload) !== 'null';
    if (isValue) this.end({ heard });
    else if (this.pending.heard === undefined) this.waitForValue(heard);
  }

  private isNewPlain({ ip, serverPort }: DeviceHeard): boolean {
    const { settings } = this.request;
    return settings.wire === 'plain' && serverPort === this.serverPort && !this.otherPlainDevices.has(ip);
  }

  private get serverPort(): number {
    return this.request.settings.server?.port ?? DEFAULT_PORT;
  }

  private get hasListener(): boolean {
    let found = false;
    this.surroundings.events.emit(WHO_LISTENS, ({ port }: Listener) => {
      found ||= port === this.serverPort;
    });
    return found;
  }

  private waitForPerson(askToJoin: () => void): void {
    this.hint = setTimeout(askToJoin, this.patience.hintMs);
    this.waitFor(this.patience.joinMs, { advice: 'join-wifi' });
  }

  private waitForValue(heard: DeviceHeard): void {
    clearTimeout(this.hint);
    this.waitFor(this.patience.valueMs, { heard, advice: 'reading-fails' });
  }

  private waitFor(ms: number, end: FirstReading): void {
    this.pending = end;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.end(this.pending), ms);
  }

  private end(end: FirstReading): void {
    this.close();
    this.resolve(end.advice === 'reading-fails' ? { ...end, fault: this.fault } : end);
  }
}

/** Under which name the receiving nodes hear the chip with this MAC. Source: firmware/identity.ts. */
export function deviceId({ settings }: FlashRequest, mac: string): string {
  return settings.id || `esp8266-${mac.replaceAll(':', '').toLowerCase()}`;
}

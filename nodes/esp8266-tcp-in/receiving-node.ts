import { ProtocolError } from '../../protocol/protocol-error';
import type { Device, Peer } from './device';
import { DeviceServer } from './device-server';
import { DeviceStore, type KeyValueStore, type StoreError } from './device-store';
import { DeviceTracker } from './device-tracker';
import type { Heard } from './heard';
import type { ListenError } from './listen-error';
import {
  deviceEventMessage,
  deviceRow,
  type EventMessage,
  type ReadingMessage,
  readingMessage,
  refusalMessage,
  statistics,
} from './message';
import type { NodeSettings } from './node-settings';
import { Receiver } from './receiver';
import { Refusals } from './refusals';
import { ReportAnswers } from './report-answers';
import { SignedFrames } from './signed-frames';
import { type Standing, type Status, statusOf } from './status';

/** What the node needs of its surroundings; the wiring gives it Node-RED's. */
export interface Host {
  /** Keeps over restarts what is known of the devices. */
  store: KeyValueStore;
  sendReading(message: ReadingMessage): void;
  sendEvent(message: EventMessage): void;
  showStatus(status: Status): void;
  /** Tells a person, and lets a Catch node see it. */
  reportError(error: ListenError | StoreError, message: EventMessage): void;
  /** It is known what was heard before; called once. */
  ready(): void;
  /** The name of another node of ours that listens on `port`. */
  nodeListeningOn(port: number): string | undefined;
  /** Lets the other nodes of this package know who was heard; `seq` numbers its last reading, where it has one. */
  announce(device: Device, seq: number | undefined, port: number): void;
}

/** Devices are swept, and the status is shown, at most once a second. */
const TICK_MS = 1000;
/** More rows than anybody reads in a form. */
const SHOWN_DEVICES = 100;

/** One receiving node: joins server, tracker and flow, and keeps its status. */
export class ReceivingNode {
  private readonly tracker: DeviceTracker;
  private readonly store: DeviceStore;
  private readonly reportAnswers: ReportAnswers;
  private readonly server: DeviceServer;
  private readonly refusals = new Refusals((refusal) => this.host.sendEvent(refusalMessage(refusal, Date.now())));
  private standing: Standing = { port: undefined };
  private shown: { text: string; at: number } = { text: '', at: Number.NEGATIVE_INFINITY };
  private timer: NodeJS.Timeout | undefined;
  private isWanted = false;
  /** What was known before has been taken from the store, or could not be and is not waited for. */
  private isReady = false;
  private isLoading = false;
  private hasLoadFailed = false;
  /** Somebody wanted all forgotten while it was not known yet. */
  private isToForget = false;
  private isClosed = false;

  constructor(
    private readonly settings: NodeSettings,
    private readonly host: Host,
    /** Measures time that passes, ms; the wall clock may jump, and says only when something was. */
    private readonly now: () => number = () => performance.now(),
  ) {
    this.store = new DeviceStore(host.store, (error) => this.storeFailed(error));
    this.tracker = new DeviceTracker(settings, (id) => this.store.forget(id));
    this.reportAnswers = new ReportAnswers(settings, this.tracker, this.store);
    const refused = (error: ProtocolError, peer: Peer) => this.refusals.add(error, peer);
    const outlet = { heard: (heard: Heard, isComplete: boolean) => this.pass(heard, isComplete), refused };
    const receiver = new Receiver(
      settings.payloadType,
      { tracker: this.tracker, answers: this.reportAnswers },
      outlet,
      now,
    );
    const bootOf = (id: string) => this.tracker.reportingDevice(id)?.boot;
    const frames = settings.keys.length === 0 ? receiver : new SignedFrames(settings.keys, receiver, bootOf);
    this.server = new DeviceServer(settings, {
      listening: (port) => this.listening(port),
      failed: (error) => this.failed(error),
      frame: (bytes, isComplete, peer) => frames.frame(bytes, isComplete, peer),
      refused,
    });
  }

  /** The port listened on; undefined while it is not. */
  get port(): number | undefined {
    return this.standing.port;
  }

  /** When reports are answered, and what more the answers carry; undefined until it is known what was heard before. */
  get answers(): ReportAnswers | undefined {
    return this.isReady ? this.reportAnswers : undefined;
  }

  start(): void {
    this.timer ??= setInterval(() => this.tick(), TICK_MS);
    this.isWanted = true;
    if (this.isReady) this.server.open();
    else void this.load();
  }

  /** Ends every connection and frees the port until `start`. The devices fall silent, and that is told. */
  async stop(): Promise<void> {
    this.isWanted = false;
    this.standing = { port: undefined };
    await this.server.close();
    this.updateStatus();
  }

  /** Ends every connection and frees the port for good. From the call on nothing goes into the flow any more. */
  async close(): Promise<void> {
    clearInterval(this.timer);
    this.isClosed = true;
    this.standing = { port: undefined };
    this.isWanted = false;
    const closed = this.server.close();
    this.reportAnswers.keepUnconfirmed();
    this.reportAnswers.clear();
    await closed;
    await this.store.close();
  }

  /** Forgets every device and all totals; connections stay. */
  reset(): void {
    this.isToForget = !this.isReady;
    this.tracker.reset();
    this.reportAnswers.clear();
    this.refusals.reset();
    this.updateStatus();
  }

  statistics(): object {
    const { port } = this.standing;
    const { connectionCount: connections } = this.server;
    return {
      port: port ?? null,
      connections,
      refused: { ...this.refusals.totals },
      ...statistics(this.tracker, this.now()),
    };
  }

  /** One row for each of the last hundred devices heard, the latest first. */
  devices(): object[] {
    const now = this.now();
    return this.tracker
      .list()
      .slice(-SHOWN_DEVICES)
      .reverse()
      .map((device) => deviceRow(device, now));
  }

  /** Nothing is heard before it is known what was heard before: a reading would come twice. */
  private async load(): Promise<void> {
    if (this.isLoading) return;
    this.isLoading = true;
    try {
      this.tracker.restore(await this.store.load());
      if (this.isToForget) this.tracker.reset();
      this.isReady = true;
    } catch (error) {
      // Where no such promise is given, readings are worth more than the knowledge of what was lost before.
      this.isReady = this.settings.answerWhen === 'handed';
      if (!this.hasLoadFailed) this.storeFailed(error as StoreError);
      this.hasLoadFailed = true;
    }
    this.isLoading = false;
    if (this.isReady) this.begin();
  }

  private begin(): void {
    if (this.isClosed) return;
    this.host.ready();
    if (this.isWanted) this.server.open();
  }

  private storeFailed(error: StoreError): void {
    if (this.isClosed) return;
    const message: EventMessage = { topic: error.code, payload: { message: error.message }, timestamp: Date.now() };
    this.host.sendEvent(message);
    this.host.reportError(error, message);
  }

  private pass({ device, events, readings }: Heard, isComplete: boolean): void {
    for (const event of events) this.host.sendEvent(deviceEventMessage(device, event, Date.now()));
    const { topic } = this.settings;
    const epoch = Date.now() - device.lastHeardAt; // heard just now, by our clock
    for (const reading of readings) this.send(readingMessage(device, reading, { topic, isComplete, epoch }), device);
    const { port } = this.standing;
    if (port !== undefined) this.host.announce(device, readings.at(-1)?.seq, port);
  }

  /** What the flow cannot take (a message that it cannot copy) it would not take the next time either: told, not repeated. */
  private send(message: ReadingMessage, { peer }: Device): void {
    try {
      this.host.sendReading(message);
    } catch (error) {
      const cause = (error as Error).message;
      this.refusals.add(new ProtocolError('bad-reading', `the flow could not take the reading: ${cause}`), peer);
      const { boot, id } = message.device;
      if (boot !== undefined && message.seq !== undefined)
        this.reportAnswers.confirm({ id, boot, seq: message.seq }, () => {});
    }
  }

  private listening(port: number): void {
    this.standing = { port };
    this.updateStatus();
    this.host.sendEvent({ topic: 'listening', payload: { port }, timestamp: Date.now() });
  }

  private failed(error: ListenError): void {
    const { failure } = this.standing;
    const holder = error.code === 'port-busy' ? this.host.nodeListeningOn(error.port) : undefined;
    this.standing = { port: undefined, failure: { error, holder } };
    this.updateStatus();
    if (failure?.error.code === error.code) return; // it was told at the first try
    const payload = { port: error.port, message: error.message, ...(holder === undefined ? {} : { holder }) };
    const message: EventMessage = { topic: error.code, payload, timestamp: Date.now() };
    this.host.sendEvent(message);
    this.host.reportError(error, message);
  }

  private tick(): void {
    const now = this.now();
    for (const { device, event } of [...this.tracker.sweep(now), ...this.reportAnswers.sweep(now)])
      this.host.sendEvent(deviceEventMessage(device, event, Date.now()));
    this.refusals.flush();
    this.store.write();
    if (this.isWanted && !this.isReady) void this.load();
    this.updateStatus();
  }

  /** Shows the status when it changed; what comes within a second of the last one waits for the next tick. */
  private updateStatus(): void {
    const now = this.now();
    const status = statusOf(this.standing, this.tracker, now);
    const text = JSON.stringify(status);
    const isTooSoon = now - this.shown.at < TICK_MS - TIMER_SLACK_MS;
    if (this.isClosed || isTooSoon || text === this.shown.text) return;
    this.shown = { text, at: now };
    this.host.showStatus(status);
  }
}

/** A timer may fire a little early by another clock; its tick must still count as a second later. */
const TIMER_SLACK_MS = 50;

import { DeviceStore, type KeyValueStore } from '../../nodes/esp8266-tcp-in/device-store';
import { DeviceTracker } from '../../nodes/esp8266-tcp-in/device-tracker';
import type { FrameAnswer } from '../../nodes/esp8266-tcp-in/late-answers';
import { Receiver } from '../../nodes/esp8266-tcp-in/receiver';
import { ReportAnswers } from '../../nodes/esp8266-tcp-in/report-answers';
import { formatReport, type Report } from '../../protocol/report';
import type { ModelFlow } from './model-flow';

const SETTINGS = { counterMode: 'auto', offlineAfterMs: 5000, maxDevices: 10 } as const;
const ANSWERS = { answerWhen: 'confirmed', confirmTimeoutMs: 4000 } as const;
const PEER = { ip: '127.0.0.1', port: 1 };
const SWEEP_MS = 1000;

/** A receiving node that answers when the flow confirms, without sockets and timers of its own. */
export class ModelNode {
  readonly answers: ReportAnswers;
  isReady = false;
  isClosed = false;
  private isKilled = false;
  private readonly store: DeviceStore;
  readonly tracker: DeviceTracker;
  private readonly receiver: Receiver;
  private sweptAt = 0;

  constructor(
    store: KeyValueStore,
    private readonly flow: ModelFlow,
    private readonly now: () => number,
  ) {
    const unixTime = () => 1e12 + now();
    this.store = new DeviceStore(this.mortal(store), () => {}, { unixTime, now });
    this.tracker = new DeviceTracker(SETTINGS, (id) => this.store.forget(id), unixTime);
    this.answers = new ReportAnswers(ANSWERS, this.tracker, this.store);
    const outlet = { heard: flow.hear.bind(flow), refused: () => {} };
    this.receiver = new Receiver('auto', this, outlet, now);
  }

  async start(): Promise<void> {
    this.tracker.restore(await this.store.load());
    this.isReady = true;
  }

  /** The answer to a report; none that comes after the node was ended. */
  async answerTo(report: Report): Promise<string | undefined> {
    const answer: FrameAnswer = this.receiver.frame(Buffer.from(formatReport(report)), true, PEER);
    const line = await answer;
    return this.isReady ? line : undefined;
  }

  sweep(): void {
    if (!this.isReady || this.now() < this.sweptAt + SWEEP_MS) return;
    this.sweptAt = this.now();
    for (const { device, event } of [...this.tracker.sweep(this.now()), ...this.answers.sweep(this.now())])
      this.flow.hear({ device, events: [event], readings: [] });
    this.store.write();
  }

  /** Ends as for a deploy. */
  async close(): Promise<void> {
    this.isReady = false;
    this.answers.keepUnconfirmed();
    this.answers.clear();
    await this.store.close();
    this.isClosed = true;
  }

  /** Forgets everything, as the action does. */
  reset(): void {
    this.tracker.reset();
    this.answers.clear();
  }

  kill(): void {
    this.isReady = false;
    this.isKilled = true;
    this.isClosed = true;
  }

  /** `store` for as long as the node lives: its timers outlive it here. */
  private mortal(store: KeyValueStore): KeyValueStore {
    return {
      isLasting: store.isLasting,
      keys: (done) => store.keys(done),
      get: (keys, done) => store.get(keys, done),
      set: (keys, values, done) => {
        if (!this.isKilled) store.set(keys, values, done);
      },
    };
  }
}

import assert from 'node:assert/strict';
import { parseStoredDevice, type StoredBoot } from '../../nodes/esp8266-tcp-in/stored-device';
import type { Report } from '../../protocol/report';
import type { Ledger } from '../../torture/ledger';
import { ModelChip, type Packet } from './model-chip';
import { ModelFlow, nameOf } from './model-flow';
import { ModelNode } from './model-node';
import { ModelStore } from './model-store';
import { Random } from './random';

const STEP_MS = 100;
const IDS = ['esp8266-00000a', 'esp8266-00000b'];
const MOST_STALL_MS = 15_000;
/** Until the chips' patience and rest, and the store's patience, are over a few times. */
const SETTLING_STEPS = 400;
/** Steps in which each chip takes a reading: of a power-up that was never heard nobody could tell. */
const LAST_READINGS_STEPS = 20;

/**
 * Chips, a network that loses and delays, a receiving node that is killed and deployed, a flow and a store that fail: all at
 * random by `seed`. Throws when an answer speaks for a reading that the flow has not confirmed, or of which that is not kept.
 */
export class Model {
  private now = 0;
  private readonly random: Random;
  private readonly flow: ModelFlow;
  private readonly store: ModelStore;
  private readonly chips: ModelChip[];
  /** How likely each is in a step. */
  private readonly rates: Record<'powerCycle' | 'kill' | 'deploy' | 'drop' | 'stall' | 'loss' | 'delay', number>;
  private upward: Packet[] = [];
  private downward: Packet[] = [];
  private node: ModelNode;
  private stalledUntil = 0;
  /** What the check of an answer has found. */
  private fault: unknown;

  constructor(
    seed: number,
    /** Has the timers of the store go on by so many ms. */
    private readonly passTime: (ms: number) => void,
    /**
     * Somebody has the node forget everything now and then. Then it does not know what it told and kept, and must not be
     * sent in the wrong order: what comes from before all that it knows passes for known.
     */
    private readonly hasResets = false,
  ) {
    this.random = new Random(seed);
    this.flow = new ModelFlow(this.random);
    this.store = new ModelStore(this.random);
    this.rates = {
      powerCycle: this.random.of(0, 0.003, 0.02),
      kill: this.random.of(0, 0.003, 0.02),
      deploy: this.random.of(0, 0.01),
      drop: this.random.of(0, 0.01),
      stall: hasResets ? 0 : this.random.of(0, 0.01),
      loss: this.random.of(0, 0.05, 0.3),
      delay: hasResets ? 0 : this.random.of(0, 0.3, 0.9),
    };
    this.chips = IDS.map((id) => new ModelChip(id, this.random));
    this.node = this.newNode();
    this.node.kill();
  }

  /** Things go wrong for so many steps, and then well until all is settled. What came of it. */
  async run(steps: number): Promise<Ledger> {
    for (const chip of this.chips) chip.powerOn(this.now);
    await this.settle(); // a chip that was never heard cannot be missed
    this.setWell(false);
    for (const chip of this.chips) chip.isTaking = true;
    for (let step = 0; step < steps; step++) {
      await this.fail();
      await this.step();
    }
    await this.settle();
    const { flow, chips } = this;
    for (const { queued, id } of chips) assert.equal(queued, 0, `${id} is left with readings that nobody answers`);
    const taken = new Map(chips.map((chip) => [chip.id, chip.taken]));
    return { taken, stored: [...flow.stored.values()], repeated: flow.repeated, events: flow.events };
  }

  private setWell(isWell: boolean): void {
    this.flow.isWell = isWell;
    this.store.isWell = isWell;
  }

  /** All goes well, until nothing waits any more. */
  private async settle(): Promise<void> {
    this.setWell(true);
    for (const chip of this.chips) if (!chip.isOn) chip.powerOn(this.now);
    for (let step = 0; step < SETTLING_STEPS && !(step > LAST_READINGS_STEPS && this.isSettled); step++) {
      if (step === LAST_READINGS_STEPS) for (const chip of this.chips) chip.isTaking = false;
      this.store.goOn();
      await this.begin();
      await this.step();
    }
  }

  private get isSettled(): boolean {
    const isIdle = this.upward.length === 0 && this.downward.length === 0 && this.node.isReady;
    return isIdle && this.chips.every(({ queued }) => queued === 0);
  }

  /** One of the things that go wrong, or none. */
  private async fail(): Promise<void> {
    const { random } = this;
    if (random.chance(this.rates.powerCycle)) this.powerCycle();
    if (random.chance(this.rates.kill)) this.kill();
    if (this.node.isReady && random.chance(this.rates.deploy)) void this.node.close();
    if (this.node.isClosed && random.chance(0.1)) await this.begin();
    if (this.hasResets && this.node.isReady && random.chance(0.02)) this.reset();
    if (random.chance(this.rates.drop)) this.upward = [];
    if (random.chance(this.rates.stall)) this.stalledUntil = this.now + random.below(MOST_STALL_MS);
    if (this.node.isReady && random.chance(0.01)) this.wish();
    if (random.chance(0.2)) this.store.goOn();
  }

  private async step(): Promise<void> {
    this.now += STEP_MS;
    for (const chip of this.chips) {
      const packet = chip.act(this.now);
      if (packet !== undefined) this.upward.push(packet);
    }
    this.upward = this.upward.filter((packet) => !this.passes(() => this.deliver(packet)));
    this.flow.act(this.node);
    this.passTime(STEP_MS);
    this.node.sweep();
    await flushPromises();
    if (this.fault !== undefined) throw this.fault;
    this.downward = this.downward.filter((packet) => !this.passes(() => packet.chip.hear(packet)));
  }

  /** Whether a packet is no longer on its way: it went through, or was lost. */
  private passes(through: () => void): boolean {
    if (!this.flow.isWell && this.random.chance(this.rates.loss)) return true;
    if (!this.flow.isWell && (this.now < this.stalledUntil || this.random.chance(this.rates.delay))) return false;
    through();
    return true;
  }

  private deliver(packet: Packet): void {
    if (!this.node.isReady) return;
    const answered = this.node.answerTo(packet.report).then((line) => {
      if (line === undefined) return;
      this.check(packet.report, line);
      this.downward.push({ ...packet, line });
    });
    answered.catch((error) => (this.fault ??= error));
  }

  private check(report: Report, line: string): void {
    const { ack } = JSON.parse(line) as { ack: number };
    const { id, boot } = report;
    // only the last two power-ups are remembered
    const isKnown = !this.hasResets && this.node.tracker.reportingDevice(id)?.bootOf(boot) !== undefined;
    const kept = this.keptBoot(id, boot);
    for (let seq = report.seq; seq <= ack; seq++) {
      assert.ok(this.flow.confirmed.has(nameOf({ id, boot, seq })), `${id} ${boot} ${seq} answered, not confirmed`);
      assert.ok(
        !isKnown || (kept && isDone(kept, seq)),
        `${id} ${boot} ${seq} answered, not kept: ${JSON.stringify(kept)}`,
      );
    }
  }

  private keptBoot(id: string, boot: number): StoredBoot | undefined {
    const devices = [...this.store.kept.values()].map(parseStoredDevice);
    return devices.find((device) => device?.id === id)?.boots.find((one) => one.boot === boot);
  }

  private powerCycle(): void {
    const chip = this.chips[this.random.below(this.chips.length)];
    const wasOn = chip?.isOn;
    chip?.powerOff();
    if (!wasOn || this.random.chance(0.7)) chip?.powerOn(this.now);
    // no network holds a packet for so long that it outlives two restarts
    this.upward = this.upward.filter(({ chip: other, report }) => other !== chip || report.boot > other.boot - 2);
  }

  private kill(): void {
    this.node.kill();
    this.store.letGo();
    this.flow.letGo();
    this.upward = [];
  }

  private wish(): void {
    this.node.answers.wish(IDS[0] ?? '', { interval: this.random.of(500, 1500) });
  }

  private reset(): void {
    this.node.reset();
    this.upward = [];
  }

  private async begin(): Promise<void> {
    if (!this.node.isClosed) return;
    this.upward = [];
    if (this.random.chance(0.5)) this.flow.letGo();
    this.node = this.newNode();
    await this.node.start();
  }

  private newNode(): ModelNode {
    return new ModelNode(this.store, this.flow, () => this.now);
  }
}

function isDone({ last, missing, unconfirmed }: StoredBoot, seq: number): boolean {
  return seq <= (last ?? -1) && ![...missing, ...unconfirmed].some(([from, to]) => from <= seq && seq <= to);
}

/** Lets go on whatever waits for a promise that is settled. */
async function flushPromises(): Promise<void> {
  for (let turn = 0; turn < 8; turn++) await undefined;
}

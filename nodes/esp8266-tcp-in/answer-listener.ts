import type { EventEmitter } from 'node:events';
import { CONFIRM_READING, type Confirmation, SET_CHIP, type SettingsWish } from '../../protocol/safe-reading';
import type { ReportAnswers } from './report-answers';

/** The receiving nodes that there are now. */
export interface Answerers {
  all(): ReportAnswers[];
  /** Whether each of them knows what was heard before it was made. */
  areReady(): boolean;
}

/** What is on its way through a flow in a busy moment; beyond it the chips send again. */
const MOST_HELD = 10_000;
/** A node that has not begun by then has no store, or a setting that cannot be. */
const PATIENCE_MS = 5000;

/** Hears what other nodes of this package have for the chips, also while a deploy replaces the nodes that know these. */
export class AnswerListener {
  private isDeploying = false;
  private held: Confirmation[] = [];
  private timer: NodeJS.Timeout | undefined;

  /** `events` are Node-RED's. */
  constructor(
    events: EventEmitter,
    private readonly answerers: Answerers,
  ) {
    events.on(CONFIRM_READING, (confirmation: Confirmation) => this.confirm(confirmation));
    events.on(SET_CHIP, (wish: SettingsWish) => this.wish(wish));
    events.on('flows:stopping', () => this.deploy(true));
    events.on('flows:started', () => this.deploy(false));
  }

  /** To be called when a receiving node has become ready. */
  release(): void {
    if (!this.isDeploying && this.answerers.areReady()) this.releaseAll();
  }

  private confirm(confirmation: Confirmation): void {
    for (const answers of this.answerers.all())
      if (answers.confirm(confirmation, confirmation.filed)) confirmation.heardBy++;
    if (confirmation.heardBy === 0 && this.isHolding && this.held.length < MOST_HELD) this.hold(confirmation);
  }

  private get isHolding(): boolean {
    return this.isDeploying || !this.answerers.areReady();
  }

  private hold(confirmation: Confirmation): void {
    confirmation.heardBy = 1; // by this listener, which will file it
    this.held.push(confirmation);
    this.timer ??= setTimeout(() => this.releaseAll(), PATIENCE_MS).unref();
  }

  private releaseAll(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    for (const confirmation of this.held.splice(0)) {
      const isKnown = this.answerers.all().some((answers) => answers.confirm(confirmation, confirmation.filed));
      if (!isKnown) confirmation.filed(new Error('the receiving node that had this reading is gone'));
    }
  }

  private deploy(isDeploying: boolean): void {
    this.isDeploying = isDeploying;
    this.release();
  }

  private wish(wish: SettingsWish): void {
    // One that was not heard yet may come to any of them.
    const all = this.answerers.all();
    const hearing = all.filter((answers) => answers.hears(wish.id));
    for (const answers of hearing.length > 0 ? hearing : all)
      if (answers.wish(wish.id, wish.settings)) wish.isTaken = true;
  }
}

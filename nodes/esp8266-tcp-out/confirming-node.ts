import type { EventEmitter } from 'node:events';
import { CONFIRM_READING, type Confirmation, SET_CHIP, type SettingsWish } from '../../protocol/safe-reading';
import { parseMessage, type ReadingName, type Request, SettingsError } from './parse-message';

/** What the node needs of its surroundings; the wiring gives it Node-RED's. */
export interface Host {
  events: EventEmitter;
  /** Tells a person, once, that something was confirmed that no receiving node has heard. */
  warnUnknown(): void;
  /** How often that was so far. */
  showUnknown(count: number): void;
}

const SHOWN_EVERY_MS = 1000;

/** Passes on to the receiving nodes what the flow has confirmed, and what chips are to be set to. */
export class ConfirmingNode {
  private unknown = 0;
  private showTimer: NodeJS.Timeout | undefined;

  constructor(private readonly host: Host) {}

  /** Does what `message` asks for and calls `done` once: when it is filed, or with the error. */
  take(message: object, done: (error?: Error) => void): void {
    try {
      this.act(parseMessage(message), done);
    } catch (error) {
      done(error as Error);
    }
  }

  close(): void {
    clearTimeout(this.showTimer);
  }

  private act(request: Request, done: (error?: Error) => void): void {
    if (request.kind === 'set') {
      done(this.set(request));
      return;
    }
    const { readings, unnamed } = request;
    if (unnamed > 0) this.countUnknown(unnamed);
    if (readings.length === 0) done();
    let left = readings.length;
    let failure: Error | undefined;
    const filed = (error?: Error) => {
      failure ??= error;
      left--;
      if (left === 0) done(failure);
    };
    for (const reading of readings) this.confirm(reading, filed);
  }

  private confirm({ id, boot, seq }: ReadingName, filed: (error?: Error) => void): void {
    let isFiled = false;
    const once = (error?: Error) => {
      if (!isFiled) filed(error);
      isFiled = true;
    };
    const confirmation: Confirmation = { id, boot, seq, isKnown: false, filed: once };
    this.host.events.emit(CONFIRM_READING, confirmation);
    if (confirmation.isKnown) return;
    this.countUnknown(1);
    once();
  }

  private set({ id, settings }: Request & { kind: 'set' }): SettingsError | undefined {
    const wish: SettingsWish = { id, settings, isTaken: false };
    this.host.events.emit(SET_CHIP, wish);
    if (wish.isTaken) return undefined;
    return new SettingsError(`no receiving node could keep the settings for ${id}: none runs, or it keeps too many`);
  }

  /** Not an error: a copy that comes after a restart of Node-RED, say, is nobody's fault. */
  private countUnknown(count: number): void {
    if (this.unknown === 0) this.host.warnUnknown();
    this.unknown += count;
    this.showTimer ??= setTimeout(() => {
      this.showTimer = undefined;
      this.host.showUnknown(this.unknown);
    }, SHOWN_EVERY_MS);
  }
}

import type { EventEmitter } from 'node:events';
import {
  CONFIRM_READING,
  type Confirmation,
  type ReadingName,
  SET_CHIP,
  type SettingsWish,
} from '../../protocol/safe-reading';
import { parseMessage, type Request, SettingsError } from './parse-message';

/** What the node needs of its surroundings; the wiring gives it Node-RED's. */
export interface Host {
  events: EventEmitter;
  /** Tells a person, once, that something was confirmed that no receiving node has heard. */
  warnUnknown(): void;
  /** How often that was so far. */
  showUnknown(count: number): void;
  /** Tells a person what the runtime could not do with a message. */
  reportError(error: Error): void;
}

type Done = (error?: Error) => void;

const SHOWN_EVERY_MS = 1000;

/** Passes on to the receiving nodes what the flow has confirmed, and what chips are to be set to. */
export class ConfirmingNode {
  private unknown = 0;
  private showTimer: NodeJS.Timeout | undefined;

  constructor(private readonly host: Host) {}

  /** Does what `message` asks for and calls `done` once: when it is filed, or with the error. Never throws. */
  take(message: object, done: Done): void {
    const end = (error?: Error) => {
      try {
        done(error);
      } catch (fault) {
        // The runtime cannot copy the message for a Complete or Catch node. Other chips' answers wait behind this call.
        this.host.reportError(fault as Error);
      }
    };
    try {
      this.act(parseMessage(message), end);
    } catch (error) {
      end(error as Error);
    }
  }

  close(): void {
    clearTimeout(this.showTimer);
  }

  private act(request: Request, done: Done): void {
    if (request.kind === 'set') done(this.set(request));
    else this.confirmAll(request, done);
  }

  private confirmAll({ readings, unnamed, failure }: Request & { kind: 'confirm' }, done: Done): void {
    if (unnamed > 0) this.countUnknown(unnamed);
    let fault: Error | undefined = failure;
    let filed = 0;
    let expected: number | undefined; // not known before all are told: some are filed at once
    const endIfFiled = () => {
      if (filed === expected) done(fault);
    };
    const file = (error?: Error) => {
      fault ??= error;
      filed++;
      endIfFiled();
    };
    expected = readings.reduce((count, reading) => count + this.confirm(reading, file), 0);
    endIfFiled();
  }

  /** Tells every receiving node; gives how many of them will call `filed`. */
  private confirm({ id, boot, seq }: ReadingName, filed: Done): number {
    const confirmation: Confirmation = { id, boot, seq, heardBy: 0, filed };
    this.host.events.emit(CONFIRM_READING, confirmation);
    if (confirmation.heardBy === 0) this.countUnknown(1);
    return confirmation.heardBy;
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

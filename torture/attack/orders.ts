import type { HabitName } from './habits';

/** What attackers do, and from where. */
export interface Attack {
  habit: HabitName;
  port: number;
  connections: number;
  /** Addresses that they come from. */
  addresses: number;
  /** Whoever is turned away dials again. */
  comesBack: boolean;
}

/** What came of it so far. */
export interface AttackCounts {
  /** Connections that stood, if only for a moment. */
  connections: number;
  /** Those that stand now. */
  standing: number;
  sentMegabytes: number;
}

/** What the parent asks of the process in which the attackers live. */
export interface AttackOrders {
  /** Resolves when all have dialled once. */
  start(attack: Attack): Promise<void>;
  counts(): AttackCounts;
}

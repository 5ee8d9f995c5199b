import type { WitnessedNodeRed } from '../witnessed-node-red';
import { type Spoken, speak } from './client';
import { type Conversation, converse } from './conversation';
import type { Judge } from './judge';
import type { Random } from './random';
import { strangers } from './strangers';

const CONVERSATIONS_AT_ONCE = 50;
/** Reports of one round that each conversation of the next may repeat. */
const MOST_REPEATED = 3;

/** Conversations in rounds: after each it is known what must have come. */
export class Flood {
  frames = 0;
  connections = 0;
  private repeatable: Buffer[] = [];

  constructor(
    private readonly nodeRed: WitnessedNodeRed,
    readonly judge: Judge,
    private readonly chance: { random: Random; key: string | undefined },
  ) {}

  /** Has the receiving node meet as many devices as it remembers. None of that counts as a frame of the flood. */
  async fill(): Promise<void> {
    const { random, key } = this.chance;
    await this.hold(strangers(random, () => this.nextAddress(), key));
  }

  /** Some fifty conversations side by side. */
  async round(): Promise<void> {
    const { random, key } = this.chance;
    const conversations = Array.from({ length: CONVERSATIONS_AT_ONCE }, () => {
      const repeated = this.repeatable.splice(0, random.below(MOST_REPEATED + 1));
      return converse(random, this.nextAddress(), { key, repeated });
    });
    await this.hold(conversations);
    this.frames += conversations.reduce((sum, { frames }) => sum + frames, 0);
    this.repeatable = conversations.filter(({ isWhole }) => isWhole).flatMap(({ certain }) => certain);
  }

  private async hold(conversations: Conversation[]): Promise<void> {
    this.judge.expect(conversations);
    const spoken = new Map<string, Spoken>();
    await Promise.all(
      conversations.map(async (conversation) => {
        spoken.set(conversation.address, await speak(conversation, this.nodeRed.port));
      }),
    );
    this.judge.settle(spoken, await this.nodeRed.record());
  }

  /** Linux answers to all of 127.0.0.0/8; nobody else has an address from 127.16.0.0 on. */
  private nextAddress(): string {
    const number = this.connections++;
    return `127.${16 + (number >> 16)}.${(number >> 8) & 255}.${number & 255}`;
  }
}

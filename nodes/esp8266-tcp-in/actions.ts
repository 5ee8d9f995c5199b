import type { EventMessage } from './message';
import type { ReceivingNode } from './receiving-node';

/** `msg.action` asks for something that is not offered. */
export class ActionError extends Error {
  readonly code = 'bad-action';

  constructor(action: unknown) {
    const got = action === undefined ? 'nothing' : JSON.stringify(action);
    super(`msg.action must be one of ${Object.keys(ACTIONS).join(', ')}, got ${got}`);
  }
}

/** What a message may ask of a receiving node; a result is the payload of the answer on output 2. */
const ACTIONS: Record<string, (node: ReceivingNode) => Promise<void> | object | undefined> = {
  start: (node) => void node.start(),
  stop: (node) => node.stop(),
  reset: (node) => void node.reset(),
  stats: (node) => node.statistics(),
};

/** Does what `message.action` says; gives the answer for output 2, if there is one. Throws ActionError. */
export async function act(
  node: ReceivingNode,
  message: object & { action?: unknown },
): Promise<EventMessage | undefined> {
  const { action } = message;
  const handler = typeof action === 'string' && Object.hasOwn(ACTIONS, action) ? ACTIONS[action] : undefined;
  if (handler === undefined) throw new ActionError(action);
  const payload = await handler(node);
  if (payload === undefined) return undefined;
  return { ...message, topic: 'stats', payload, timestamp: Date.now() };
}

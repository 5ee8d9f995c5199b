import type { Done, Order, Orders } from './order';

/**
 * Makes this process one that carries out what its parent asks, with `orders`. It ends with the channel to the parent, so
 * also when the parent was killed.
 */
export function carryOut<T extends Orders<T>>(orders: T): void {
  process.on('message', async ({ number, name, values }: Order) => {
    process.send?.({ number, ...(await outcome(() => orders[name as keyof T](...values))) } satisfies Done);
  });
  process.once('disconnect', () => process.exit());
  process.on('SIGINT', () => {}); // Ctrl-C reaches the parent as well, and whether it ends is the parent's to say
}

async function outcome(act: () => unknown): Promise<Omit<Done, 'number'>> {
  try {
    return { value: await act() };
  } catch (error) {
    return { failure: String(error) };
  }
}

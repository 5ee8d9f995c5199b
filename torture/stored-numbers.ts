import type { TakenBoot } from './ledger';

/** The numbers that the table has, for each boot of each device. */
export class StoredNumbers {
  private readonly boots = new Map<string, Set<number>>();

  /** False when it was there. */
  add(id: string, boot: number, seq: number): boolean {
    const name = `${id} ${boot}`;
    const numbers = this.boots.get(name) ?? new Set();
    this.boots.set(name, numbers);
    return numbers.size < numbers.add(seq).size;
  }

  /** What was taken in that boot and is not there. */
  missing(id: string, { boot, taken }: TakenBoot): number[] {
    const numbers = this.boots.get(`${id} ${boot}`) ?? new Set();
    const missing: number[] = [];
    for (let seq = 0; seq < taken; seq++) if (!numbers.has(seq)) missing.push(seq);
    return missing;
  }
}

import type { GoodDevices } from '../good/good-devices';
import type { WitnessedNodeRed } from '../witnessed-node-red';

/**
 * What may be more at any look than at the first: devices remembered differ in what they sent last, and where half of the
 * frames are refused the node knows as many as it ever will only after some 400,000. What a frame left behind would be more.
 */
const MOST_GROWTH_BYTES = 8_000_000;

/** Sees whether Node-RED holds on to something: what it holds must be no more at the end than after the first tenth. */
export class HeapWatch {
  /** In bytes, after garbage collection: JavaScript's heap and the buffers that belong to it. */
  afterTenth = 0;
  most = 0;
  /** Of the good devices' reports until the last look. */
  readonly latenciesMs: number[] = [];
  private looks = 0;

  /** Looks whenever so many frames have been sent as `marks` says. */
  constructor(
    private readonly nodeRed: WitnessedNodeRed,
    private readonly good: GoodDevices,
    private readonly marks: number[],
  ) {}

  /** Looks when it is time for it, with `sent` frames sent. The good devices rest meanwhile: a collection stops everything. */
  async look(sent: number): Promise<void> {
    if (sent < (this.marks[this.looks] ?? Number.POSITIVE_INFINITY)) return;
    this.latenciesMs.push(...(await this.good.rest()).latenciesMs);
    const { heap } = await this.nodeRed.heldMemory();
    await this.good.resume();
    if (this.looks === 0) this.afterTenth = heap;
    else this.most = Math.max(this.most, heap);
    this.looks++;
  }

  violations(): string[] {
    const growth = this.most - this.afterTenth;
    if (growth <= MOST_GROWTH_BYTES) return [];
    return [`after the first tenth the heap grew by ${growth} bytes, more than ${MOST_GROWTH_BYTES}`];
  }
}

import { EventEmitter } from 'node:events';
import type { NetworkFault } from './orders';

/** What goes wrong at the moment; a fault that is asked for again lasts until the later end. */
export class Conditions extends EventEmitter<Record<'begun' | 'over', [NetworkFault]>> {
  private readonly endsAtMs = new Map<NetworkFault, number>();

  begin(name: NetworkFault, durationMs: number): void {
    const isNew = !this.has(name);
    const endsAtMs = Math.max(this.endsAtMs.get(name) ?? 0, performance.now() + durationMs);
    this.endsAtMs.set(name, endsAtMs);
    setTimeout(() => this.end(name, endsAtMs), durationMs);
    if (isNew) this.emit('begun', name);
  }

  has(name: NetworkFault): boolean {
    return this.endsAtMs.has(name);
  }

  private end(name: NetworkFault, endsAtMs: number): void {
    if (this.endsAtMs.get(name) !== endsAtMs) return; // it lasts longer, or is over
    this.endsAtMs.delete(name);
    this.emit('over', name);
  }
}

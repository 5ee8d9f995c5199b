import type { EventEmitter } from 'node:events';
import { DEVICE_HEARD, type DeviceHeard, type Listener, WHO_LISTENS } from '../../protocol/device-heard';
import type { Device } from './device';

/** Tells the other nodes of this package, over Node-RED's own events, which receiving nodes listen and whom they hear. */
export class Announcer {
  constructor(
    private readonly events: EventEmitter,
    listeners: () => Listener[],
  ) {
    events.on(WHO_LISTENS, (answer: (listener: Listener) => void) => listeners().forEach(answer));
  }

  /** Called for each frame: nothing is made while nobody wants to know. `seq` numbers its last reading, where it has one. */
  heard({ id, peer, lastPayload: payload }: Device, seq: number | undefined, serverPort: number): void {
    if (this.events.listenerCount(DEVICE_HEARD) === 0) return;
    const told: DeviceHeard = { id, ip: peer.ip, serverPort, payload };
    this.events.emit(DEVICE_HEARD, seq === undefined ? told : { ...told, seq });
  }
}

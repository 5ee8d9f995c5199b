import { carryOut } from '../carry-out';
import type { NetworkOrders } from './orders';
import { Relay } from './relay';

// The process that is the network between the devices and Node-RED.
let relay: Relay | undefined;

carryOut<NetworkOrders>({
  start: (targetPort) => {
    relay = new Relay(targetPort);
    return relay.listen();
  },
  fault: (name, durationMs) => started().conditions.begin(name, durationMs),
  counts: () => started().counts,
});

function started(): Relay {
  if (relay === undefined) throw new Error('the network has not been started');
  return relay;
}

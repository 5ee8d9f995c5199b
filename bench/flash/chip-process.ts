import { SimulatedChip } from '../../simulator/chip';
import { Rfc2217Server } from '../../simulator/rfc2217-server';

// A blank chip in a process of its own, on a wire that takes its time: tells its parent where it is, and ends with it.
const chip = new SimulatedChip({ isWireTimed: true });
chip.powerOn();
process.on('disconnect', () => process.exit());
Rfc2217Server.start(chip).then(({ url }) => process.send?.(url));

import type { NodeAPI } from 'node-red';
import { registerAdmin } from './admin';
import { registerNote } from './note';
import { registerPeak } from './peak';
import { plantBug } from './planted-bug';
import { registerStore } from './store';
import { registerTally } from './tally';
import { registerWitness } from './witness';

module.exports = (RED: NodeAPI) => {
  plantBug();
  registerStore(RED);
  registerNote(RED);
  registerAdmin(RED);
  registerWitness(RED);
  registerTally(RED);
  registerPeak(RED);
};

import type { NodeAPI } from 'node-red';
import { registerNote } from './note';
import { registerStore } from './store';
import { registerUsage } from './usage';

module.exports = (RED: NodeAPI) => {
  registerStore(RED);
  registerNote(RED);
  registerUsage(RED);
};

import type { NodeAPI } from 'node-red';
import { registerAdmin } from './admin';
import { registerNote } from './note';
import { plantBug } from './planted-bug';
import { registerStore } from './store';

module.exports = (RED: NodeAPI) => {
  plantBug();
  registerStore(RED);
  registerNote(RED);
  registerAdmin(RED);
};

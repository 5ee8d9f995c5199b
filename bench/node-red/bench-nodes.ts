import type { NodeAPI } from 'node-red';
import { registerAnswer } from './answer';
import { registerBareServer } from './bare-server';
import { registerCount } from './count';
import { registerPress } from './press';

module.exports = (RED: NodeAPI) => {
  registerCount(RED);
  registerBareServer(RED);
  registerAnswer(RED);
  registerPress(RED);
};

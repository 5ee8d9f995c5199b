import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { Node, NodeAPI, NodeDef } from 'node-red';
import { CountedWindow } from './counted-window';

/** What the process holds, in bytes, after everything that is garbage has been collected. */
export interface Memory {
  resident: number;
  /** JavaScript's heap and the buffers that belong to it. */
  heap: number;
}

interface CountNode extends Node {
  window: CountedWindow;
}

/**
 * The downstream of every server: a node that only counts, and passes on what it gets where something follows. Over the
 * admin port it measures the process that it is in: nothing of that happens within a window.
 */
export function registerCount(RED: NodeAPI): void {
  RED.nodes.registerType('bench-count', function (this: CountNode, config: NodeDef) {
    RED.nodes.createNode(this, config);
    this.window = new CountedWindow();
    this.on('input', (message, send, done) => {
      this.window.add();
      send(message);
      done();
    });
  });

  const windowOf = (id: unknown) => (RED.nodes.getNode(String(id)) as CountNode).window;
  RED.httpAdmin.post('/bench-count/:id/window', ({ params, query }, response) => {
    windowOf(params.id).open(Number(query.skip), Number(query.packets));
    response.json({});
  });
  RED.httpAdmin.get('/bench-count/:id/window', async ({ params }, response) => {
    response.json(await windowOf(params.id).closed);
  });
  RED.httpAdmin.get('/bench-count/memory', (_request, response) => {
    response.json(memory());
  });
}

function memory(): Memory {
  collectGarbage();
  const { rss, heapUsed, external } = process.memoryUsage();
  return { resident: rss, heap: heapUsed + external };
}

/** More than once: V8 lets go of code only when some collections have passed in which it did not run. */
function collectGarbage(): void {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as (options: object) => void;
  for (let turn = 0; turn < 10; turn++) collect({ type: 'major', execution: 'sync', flavor: 'last-resort' });
}

import type { Node, NodeAPI, NodeDef, NodeMessage } from 'node-red';
import { ReadingTable, type StorableReading } from './reading-table';
import { latencyOf } from './skewed-clock';

/** A database node as a flow has one: an error for what it could not store, so that nothing behind it confirms that. */
export function registerStore(RED: NodeAPI): void {
  RED.nodes.registerType('torture-store', function (this: Node, config: NodeDef & { folder: string }) {
    RED.nodes.createNode(this, config);
    const table = new ReadingTable(config.folder);
    this.on('input', (message, _send, done) => {
      try {
        const reading = message as NodeMessage & StorableReading;
        table.store(reading, latencyOf(reading.timestamp));
        done();
      } catch (error) {
        done(error as Error);
      }
    });
    this.on('close', () => table.close());
  });
}

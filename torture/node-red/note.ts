import type { Node, NodeAPI, NodeDef, NodeMessage } from 'node-red';
import { openNotes } from '../database/open';
import type { StorableReading } from './reading-table';

/** Behind a Complete node that looks at the confirming node: notes which confirmations are filed for good. */
export function registerNote(RED: NodeAPI): void {
  RED.nodes.registerType('torture-note', function (this: Node, config: NodeDef & { folder: string }) {
    RED.nodes.createNode(this, config);
    const notes = openNotes(config.folder);
    const confirm = notes.prepare('INSERT OR IGNORE INTO confirmed VALUES (?, ?, ?)');
    this.on('input', (message, _send, done) => {
      const { device, seq } = message as NodeMessage & StorableReading;
      confirm.run(device.id, device.boot, seq);
      done();
    });
    this.on('close', () => notes.close());
  });
}

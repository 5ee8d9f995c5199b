import { networkInterfaces } from 'node:os';
import { join } from 'node:path';
import { inspect, types } from 'node:util';
import type { Node, NodeAPI, NodeDef, NodeMessage } from 'node-red';
import { type Listener, WHO_LISTENS } from '../../protocol/device-heard';
import { reachableAddresses } from '../reachable-addresses';
import { FlashNode, type Host, type Incoming, type Send } from './flash-node';
import { ListedPorts } from './job/listed-ports';
import { hideSecrets, type JobError } from './message';
import { PortsInUse } from './ports-in-use';
import { parseFlashRequest } from './request/parse-flash-request';
import { SimulatedBoard } from './simulated-board';

const TYPE = 'esp8266-flash';

interface Credentials {
  wifiPassword: string;
  key: string;
}

/** A node in the runtime. */
interface RuntimeNode extends Node<Credentials> {
  flasher: FlashNode;
}

type Definition = NodeDef & Record<string, unknown>;

module.exports = (RED: NodeAPI) => {
  const folder = join(RED.settings.userDir ?? '.', 'chip-to-flow');
  const ports = new PortsInUse();
  const listed = new ListedPorts();
  const addresses = () => reachableAddresses(networkInterfaces());

  const secret = { type: 'password' as const };
  const options = { credentials: { wifiPassword: secret, key: secret } };
  RED.nodes.registerType<RuntimeNode, Definition, object, Credentials>(TYPE, registered, options);

  function registered(this: RuntimeNode, config: Definition): void {
    RED.nodes.createNode(this, config);
    const board = new SimulatedBoard(join(folder, `simulated-${this.id.replace(/[^\w-]/g, '_')}.flash`));
    if (config.port === 'simulated') board.resume();
    this.flasher = new FlashNode(hostFor(this, config, board));
    this.on('input', (message, send, done) => {
      const asked = message as Incoming;
      this.flasher.input(asked, send as Send).then(
        () => finish(this, asked, done),
        (error) => finish(this, asked, done, asError(error)),
      );
    });
    this.on('close', (isRemoved: boolean, done: () => void) => {
      this.flasher.close(isRemoved).then(done);
    });
  }

  /** Tells the runtime how a message was dealt with. One that cannot be copied makes it throw: the error goes on without it. */
  function finish(node: RuntimeNode, message: Incoming, done: (error?: Error) => void, error?: Error): void {
    try {
      hideSecrets(message);
      done(error);
    } catch (reason) {
      node.error(error ?? asError(reason), {});
    }
  }

  function hostFor(node: RuntimeNode, config: Definition, board: SimulatedBoard): Host {
    const settings = { ...config, ...node.credentials };
    return {
      nodeName: node.name || node.id,
      ports,
      board,
      surroundings: { events: RED.events, addresses: () => addresses().map(({ address }) => address) },
      listPorts: () => listed.list(),
      parse: (message) => parseFlashRequest(message, settings, { cacheFolder: join(folder, 'images') }),
      showStatus: (status) => node.status(status),
      reportError: (error) => node.error(error, { topic: error.code }),
      warn: (words) => node.warn(words),
      text: (key, values) => RED._(`${TYPE}.${key}`, values as Record<string, string>),
    };
  }

  const mayRead = RED.auth.needsPermission(`${TYPE}.read`);
  const mayWrite = RED.auth.needsPermission(`${TYPE}.write`);
  const flasherOf = (id: unknown) => (RED.nodes.getNode(String(id)) as Partial<RuntimeNode> | null)?.flasher;

  RED.httpAdmin.get(`/${TYPE}/ports`, mayRead, (_request, response) => {
    listed.list().then(
      (all) => response.json(all),
      ({ code, values }) => response.status(500).json({ text: RED._(`${TYPE}.error.${code}.cause`, values) }),
    );
  });
  RED.httpAdmin.get(`/${TYPE}/targets`, mayRead, (_request, response) => {
    const listeners: Listener[] = [];
    RED.events.emit(WHO_LISTENS, (listener: Listener) => listeners.push(listener));
    response.json({ listeners, addresses: addresses() });
  });
  RED.httpAdmin.get(`/${TYPE}/:id/job`, mayRead, ({ params }, response) => {
    const flasher = flasherOf(params.id);
    if (flasher === undefined) response.sendStatus(404);
    else response.json(flasher.view());
  });
  RED.httpAdmin.post(`/${TYPE}/:id/cancel`, mayWrite, ({ params }, response) => {
    const flasher = flasherOf(params.id);
    flasher?.cancel();
    response.sendStatus(flasher === undefined ? 404 : 202);
  });
  RED.httpAdmin.post(`/${TYPE}/:id/start`, mayWrite, ({ params }, response) => {
    const node = RED.nodes.getNode(String(params.id)) as RuntimeNode | null;
    if (node?.flasher === undefined) return response.sendStatus(404);
    try {
      node.flasher.start((messages) => node.send(messages as (NodeMessage | null)[]));
      return response.sendStatus(202);
    } catch (error) {
      const { code, message: text } = error as JobError;
      return response.status(code === 'busy' ? 409 : 400).json({ text });
    }
  });
};

/** A property of a message may throw anything when it is read. */
function asError(thrown: unknown): Error {
  return types.isNativeError(thrown) ? thrown : new Error(inspect(thrown));
}

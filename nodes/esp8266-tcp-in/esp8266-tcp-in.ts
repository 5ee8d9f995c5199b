import { networkInterfaces } from 'node:os';
import type { Node, NodeAPI, NodeDef } from 'node-red';
import type { Listener } from '../../protocol/device-heard';
import { reachableAddresses } from '../reachable-addresses';
import { act } from './actions';
import { Announcer } from './announcer';
import { AnswerListener } from './answer-listener';
import { storeOf } from './context-store';
import { MessageIds } from './message-ids';
import { parseSettings } from './node-settings';
import { type Host, ReceivingNode } from './receiving-node';
import type { Status } from './status';
import { listedStores } from './store-kinds';

const TYPE = 'esp8266-tcp-in';

/** What is shared with the chips, now and before. */
interface Credentials {
  key: string;
  previousKey: string;
}

/** A node in the runtime; without a receiver where its settings cannot be. */
interface TcpInNode extends Node<Credentials> {
  receiver?: ReceivingNode;
}

interface TcpInDef extends NodeDef, Record<string, unknown> {
  name: string;
  topic?: string;
  topicType?: string;
  contextStore?: string;
}

module.exports = (RED: NodeAPI) => {
  const messageIds = new MessageIds(RED.util.generateId());
  const waiting = new Set<() => void>();
  const nodes = new Set<TcpInNode>();
  const announcer = new Announcer(RED.events, listeners);
  const answerListener = new AnswerListener(RED.events, {
    all: () => [...nodes].flatMap(({ receiver }) => receiver?.answers ?? []),
    areReady: () => [...nodes].every(({ receiver }) => receiver?.answers !== undefined),
  });

  const secret = { type: 'password' as const };
  const options = { credentials: { key: secret, previousKey: secret } };
  RED.nodes.registerType<TcpInNode, TcpInDef, object, Credentials>(TYPE, registered, options);

  function registered(this: TcpInNode, config: TcpInDef): void {
    RED.nodes.createNode(this, config);
    nodes.add(this);
    const begin = () => startReceiver(this, config);
    onceFlowsStarted(begin);
    this.on('input', (message, send, done) => {
      if (this.receiver === undefined) return done(new Error(RED._(`${TYPE}.error.not-running`)));
      act(this.receiver, message as { action?: unknown })
        .then((answer) => {
          if (answer !== undefined) send([null, answer]);
          done();
        }, done)
        .catch((error) => this.error(error, {})); // a message that the runtime cannot copy makes `done` throw
    });
    this.on('close', (done: () => void) => {
      waiting.delete(begin);
      nodes.delete(this);
      (this.receiver?.close() ?? Promise.resolve()).then(done);
    });
  }

  /** Not before the whole flow stands: a reading that is acknowledged must find the nodes that it is sent to. */
  function onceFlowsStarted(begin: () => void): void {
    if (waiting.size === 0) RED.events.once('flows:started', beginAll);
    waiting.add(begin);
  }

  function beginAll(): void {
    const all = [...waiting];
    waiting.clear();
    for (const begin of all) begin();
  }

  function startReceiver(node: TcpInNode, config: TcpInDef): void {
    try {
      node.receiver = new ReceivingNode(
        parseSettings({ ...config, ...node.credentials }, topicOf(node, config)),
        hostFor(node, config),
      );
      node.receiver.start();
    } catch (error) {
      node.status({ fill: 'red', shape: 'ring', text: RED._(`${TYPE}.status.bad-setting`) });
      node.error(error, { topic: 'bad-setting' });
    }
  }

  function topicOf(node: Node, { topic, topicType = 'device' }: TcpInDef): string | undefined {
    if (topicType === 'device' || topic === undefined || topic === '') return undefined;
    return String(RED.util.evaluateNodeProperty(topic, topicType, node, {}));
  }

  function hostFor(node: Node, { contextStore = '' }: TcpInDef): Host {
    return {
      store: storeOf(node.context(), contextStore, contextStorage()),
      sendReading: (message) => node.send(Object.assign(message, { _msgid: messageIds.next() })),
      sendEvent: (message) => node.send([null, message]),
      showStatus: ({ fill, shape, key, values }: Status) =>
        node.status({ fill, shape, text: RED._(`${TYPE}.status.${key}`, values as Record<string, string>) }),
      reportError: (error, message) => node.error(error, message),
      nodeListeningOn: (port) => listeners().find((listener) => listener.port === port)?.name,
      ready: () => answerListener.release(),
      announce: (device, seq, port) => announcer.heard(device, seq, port),
    };
  }

  function contextStorage(): Record<string, unknown> | undefined {
    return (RED.settings as { contextStorage?: Record<string, unknown> }).contextStorage;
  }

  function listeners(): Listener[] {
    return [...nodes].flatMap(({ id, name, receiver }) =>
      receiver?.port === undefined ? [] : [{ name: name || id, port: receiver.port }],
    );
  }

  const mayRead = RED.auth.needsPermission(`${TYPE}.read`);
  RED.httpAdmin.get(`/${TYPE}/addresses`, mayRead, (_request, response) => {
    response.json(reachableAddresses(networkInterfaces()));
  });
  RED.httpAdmin.get(`/${TYPE}/stores`, mayRead, (_request, response) => {
    response.json(listedStores(contextStorage()));
  });
  RED.httpAdmin.get(`/${TYPE}/:id/devices`, mayRead, (request, response) => {
    const node = RED.nodes.getNode(String(request.params.id)) as TcpInNode | null;
    if (node?.receiver === undefined) response.sendStatus(404);
    else response.json(node.receiver.devices());
  });
};

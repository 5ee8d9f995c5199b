import { explainErrors, replaceKeptSecrets, showDefaults } from '../../editor/fields.js';
import { offerKey } from '../../editor/shared-key.js';
import { showAddresses } from './addresses.js';
import { watchDevices } from './devices.js';
import { foldLimits, prepareControl, prepareSigned, prepareTopic } from './fields.js';
import { offerStores } from './stores.js';
import { addressList, labelOf, numberFrom, oneOf, sharedKey } from './validators.js';

RED.nodes.registerType('esp8266-tcp-in', {
  category: 'network',
  color: '#3FADB5',
  defaults: {
    name: { value: '' },
    port: { value: '3000', label: labelOf('port'), validate: numberFrom(1, 65_535, true) },
    bindAddress: { value: '' },
    payloadType: {
      value: 'auto',
      label: labelOf('payloadType'),
      validate: oneOf('auto', 'number', 'text', 'JSON', 'buffer'),
    },
    topic: { value: '' },
    topicType: { value: 'device' },
    frameEnd: { value: 'line', label: labelOf('frameEnd'), validate: oneOf('line', 'connection') },
    counterMode: { value: 'auto', label: labelOf('counterMode'), validate: oneOf('auto', 'always', 'never') },
    answerWhen: { value: 'handed', label: labelOf('answerWhen'), validate: oneOf('handed', 'confirmed') },
    confirmTimeout: { value: '4', label: labelOf('confirmTimeout'), validate: numberFrom(0.1, 300, false) },
    contextStore: { value: '' },
    signed: { value: false },
    offlineAfter: { value: '5', label: labelOf('offlineAfter'), validate: numberFrom(0.1, 86_400, false) },
    maxFrameBytes: { value: '512', label: labelOf('maxFrameBytes'), validate: numberFrom(1, 16_777_216, true) },
    idleTimeout: { value: '30', label: labelOf('idleTimeout'), validate: numberFrom(0, 86_400, false) },
    maxConnections: { value: '1000', label: labelOf('maxConnections'), validate: numberFrom(0, 100_000, true) },
    maxConnectionsPerAddress: {
      value: '100',
      label: labelOf('maxConnectionsPerAddress'),
      validate: numberFrom(0, 100_000, true),
    },
    allowedAddresses: { value: '', label: labelOf('allowedAddresses'), validate: addressList },
    inputs: { value: 0 },
  },
  credentials: {
    key: { type: 'password', label: labelOf('key'), validate: sharedKey },
    previousKey: { type: 'password', label: labelOf('previousKey'), validate: sharedKey },
  },
  inputs: 0,
  outputs: 2,
  icon: 'esp8266-tcp-in.svg',
  paletteLabel: function () {
    return this._('esp8266-tcp-in.palette');
  },
  label: function () {
    return this.name || `esp8266:${this.port ?? 3000}`;
  },
  labelStyle: function () {
    return this.name ? 'node_label_italic' : '';
  },
  inputLabels: function () {
    return this._('esp8266-tcp-in.input');
  },
  outputLabels: function (index) {
    return this._(`esp8266-tcp-in.output.${index === 0 ? 'readings' : 'events'}`);
  },
  oneditprepare: function () {
    showDefaults(this);
    replaceKeptSecrets(this);
    explainErrors(this);
    offerKey(this);
    foldLimits(this);
    prepareTopic(this);
    offerStores(this);
    prepareSigned(this);
    prepareControl(this);
    showAddresses(this);
    watchDevices(this);
  },
});

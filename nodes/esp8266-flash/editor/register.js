import { explainErrors, replaceKeptSecrets, showDefaults } from '../../editor/fields.js';
import { offerKey } from '../../editor/shared-key.js';
import { foldWriting, showNotes, showUsedRows } from './fields.js';
import { showJob } from './job.js';
import { prepareParts, readParts } from './parts.js';
import { preparePort } from './ports.js';
import { closeScript, prepareScript } from './script.js';
import { offerTargets } from './targets.js';
import {
  expression,
  host,
  imageParts,
  labelOf,
  matching,
  numberFrom,
  oneOf,
  password,
  port,
  sharedKey,
  ssid,
  whenUsed,
} from './validators.js';

const setting = (property, value, validate) => ({
  value,
  label: labelOf(property),
  validate: whenUsed(property, validate),
});

RED.nodes.registerType('esp8266-flash', {
  category: 'network',
  color: '#DDA060',
  defaults: {
    name: { value: '' },
    port: setting('port', '', port),
    request: setting('request', 'install', oneOf('install', 'program', 'image', 'identify', 'erase', 'rescue')),
    wifiMode: setting('wifiMode', 'ap', oneOf('ap', 'station')),
    ssid: setting('ssid', '', ssid),
    channel: setting('channel', '1', numberFrom(1, 13, true)),
    serverHost: setting('serverHost', '', host),
    serverPort: setting('serverPort', '3000', numberFrom(1, 65_535, true)),
    interval: setting('interval', '1000', numberFrom(10, 86_400_000, true)),
    reading: setting('reading', '', expression),
    wire: setting('wire', 'report', oneOf('report', 'plain')),
    connection: setting('connection', 'per-packet', oneOf('per-packet', 'keep-open')),
    telnet: { value: false },
    deviceId: setting('deviceId', '', matching(/^\s*[\w.-]{0,64}\s*$/, 'deviceId')),
    imageSource: setting('imageSource', 'release', oneOf('release', 'file', 'url', 'parts')),
    imagePath: setting('imagePath', '', matching(/\S/, 'path')),
    imageUrl: setting('imageUrl', '', matching(/^https?:\/\/\S+$/i, 'url')),
    imageSha256: setting('imageSha256', '', matching(/^\s*[\da-f]{64}\s*$/i, 'sha256')),
    imageParts: setting('imageParts', [], imageParts),
    programSource: setting('programSource', 'firmware', oneOf('firmware', 'script')),
    script: setting('script', '', matching(/\S/, 'script')),
    baud: { value: '460800' },
    erase: { value: false },
  },
  credentials: {
    wifiPassword: { type: 'password', label: labelOf('wifiPassword'), validate: whenUsed('wifiPassword', password) },
    key: { type: 'password', label: labelOf('key'), validate: whenUsed('key', sharedKey) },
  },
  inputs: 1,
  outputs: 2,
  icon: 'esp8266-flash.svg',
  paletteLabel: function () {
    return this._('esp8266-flash.palette');
  },
  label: function () {
    return this.name || this._('esp8266-flash.palette');
  },
  labelStyle: function () {
    return this.name ? 'node_label_italic' : '';
  },
  inputLabels: function () {
    return this._('esp8266-flash.input');
  },
  outputLabels: function (index) {
    return this._(`esp8266-flash.output.${index === 0 ? 'result' : 'progress'}`);
  },
  oneditprepare: function () {
    $('.esp8266-flash-form').attr('data-node', this.id);
    showDefaults(this);
    prepareScript();
    prepareParts(this);
    replaceKeptSecrets(this);
    explainErrors(this);
    offerKey(this);
    preparePort(this);
    showUsedRows(this);
    foldWriting(this);
    showNotes(this);
    offerTargets();
    showJob(this);
  },
  oneditsave: function () {
    this.imageParts = readParts();
    closeScript();
  },
  oneditcancel: closeScript,
});

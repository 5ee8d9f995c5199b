import assert from 'node:assert/strict';
import { EventEmitter } from 'node:events';
import { test } from 'node:test';
import { Announcer } from '../nodes/esp8266-tcp-in/announcer';
import { Device } from '../nodes/esp8266-tcp-in/device';
import { DEVICE_HEARD, type Listener, WHO_LISTENS } from '../protocol/device-heard';

const GREENHOUSE = { name: 'greenhouse', port: 3000 };

test('whoever asks hears of each receiving node that listens', () => {
  const events = new EventEmitter();
  new Announcer(events, () => [GREENHOUSE]);
  const listeners: Listener[] = [];
  events.emit(WHO_LISTENS, (listener: Listener) => listeners.push(listener));
  assert.deepEqual(listeners, [GREENHOUSE]);
});

test('a device that was heard is told with its address, its port, its last reading and the number of that', () => {
  const events = new EventEmitter();
  const told: unknown[] = [];
  events.on(DEVICE_HEARD, (heard) => told.push(heard));
  const device = new Device('esp8266-5ccf7f06c0db', { ip: '192.168.4.1', port: 49_153 }, 'auto');
  device.lastPayload = 21.5;
  new Announcer(events, () => []).heard(device, 7, 3000);
  assert.deepEqual(told, [{ id: 'esp8266-5ccf7f06c0db', ip: '192.168.4.1', serverPort: 3000, payload: 21.5, seq: 7 }]);
});

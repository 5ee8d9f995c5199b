import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Cost } from '../bench/measure';
import { type Results, TARGETS } from '../bench/targets';

/** What a packet costs, by subject. */
function costs(cpuMicroseconds: Record<string, number>): Cost[] {
  return Object.entries(cpuMicroseconds).map(([label, cpu]) => {
    return { label, packetsPerSecond: 1, cpuMicroseconds: cpu, busy: 1 };
  });
}

const PER_COUNTER = { 'core tcp in': 400, 'bare net server': 60, 'esp8266-tcp-in': 80 };
const RESULTS: Results = {
  perPacket: costs(PER_COUNTER),
  reports: costs({ 'bare net server': 80, 'esp8266-tcp-in': 100, 'core tcp in, tcp out': 450 }),
  answers: costs({ 'esp8266-tcp-in': 100, 'esp8266-tcp-in, confirmed': 140, 'esp8266-tcp-in, signed': 125 }),
  keptOpen: costs(PER_COUNTER),
  keptOpenAnswers: costs({ 'esp8266-tcp-in': 10, 'esp8266-tcp-in, confirmed': 16 }),
  devices: costs({ 'esp8266-tcp-in, 10 devices': 11, 'esp8266-tcp-in, 100 devices': 10 }),
  kept: [],
  idle: [
    { label: 'bare net server', resident: 8000, heap: 4000 },
    { label: 'esp8266-tcp-in', resident: 10_000, heap: 4400 },
  ],
};

test('each target compares the subjects that it names, in whatever order they were measured', () => {
  const figures = TARGETS.map(({ figure }) => figure(RESULTS));
  assert.deepEqual(figures, [5, 0.75, 4.5, 1.4, 1.25, 5, 1.6, 1.1, 1.25, 1.1]);
});

test('a target whose subject was not measured says so', () => {
  const [target] = TARGETS;
  const results = { ...RESULTS, perPacket: costs({ 'esp8266-tcp-in': 80 }) };
  const message = 'nothing was measured of "core tcp in", only of: esp8266-tcp-in';
  assert.throws(() => target?.figure(results), { message });
});

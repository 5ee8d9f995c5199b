import assert from 'node:assert/strict';
import { test } from 'node:test';
import { RateMeter } from '../nodes/esp8266-tcp-in/rate-meter';

test('one a second is a rate of 1 whenever one asks', () => {
  const meter = new RateMeter();
  const rates = new Set<number>();
  for (let ms = 700; ms < 30_000; ms += 100) {
    if (ms % 1000 === 700) meter.add(ms);
    rates.add(meter.perSecond(ms));
  }
  assert.deepEqual([...rates], [1]);
});

test('the rate is of the last ten whole seconds', () => {
  const meter = new RateMeter();
  assert.equal(meter.perSecond(0), 0);
  for (let count = 0; count < 30; count++) meter.add(5500);
  assert.equal(meter.perSecond(5900), 30);
  assert.equal(meter.perSecond(8000), 10);
  assert.equal(meter.perSecond(15_999), 3);
  assert.equal(meter.perSecond(16_000), 0);
});

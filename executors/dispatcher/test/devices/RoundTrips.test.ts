import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { RoundTrips } from '../../src/devices/RoundTrips.js';

describe('RoundTrips', () => {
  it('takes the first measure as it is, and moves by an eighth with each later one', () => {
    const trips = new RoundTrips();
    expect(trips.smoothedMs).toBeNull();
    trips.answered(trips.ask(1_000), 1_080);
    expect(trips.smoothedMs).toBe(80);
    trips.answered(trips.ask(2_000), 2_160);
    expect(trips.smoothedMs).toBe(90);
  });

  it('counts no answer that was not asked for, nor the same one twice', () => {
    const trips = new RoundTrips();
    trips.answered(randomBytes(8), 10);
    const first = trips.ask(0);
    const second = trips.ask(100);
    trips.answered(first, 101);
    trips.answered(randomBytes(8), 102);
    expect(trips.smoothedMs).toBeNull();
    trips.answered(second, 140);
    trips.answered(second, 900);
    expect(trips.smoothedMs).toBe(40);
  });
});

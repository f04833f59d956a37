import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  desiredDevices,
  noScale,
  scaleDownAfterMs,
  type FleetScale,
  type ScaleDemand,
} from '../../src/rules/desiredDevices.js';

const demand = (tasks: number, some: Partial<ScaleDemand> = {}): ScaleDemand => ({
  openTasks: tasks,
  workMs: tasks * 1_000,
  targetMs: 10_000,
  maxDevices: 100,
  ...some,
});

/** What follows from one demand after another, every `everyMs`. */
function follow(demands: readonly ScaleDemand[], everyMs: number): readonly number[] {
  let scale: FleetScale = noScale;
  return demands.map((each, index) => {
    scale = desiredDevices(scale, each, index * everyMs);
    return scale.devices;
  });
}

describe('how many devices a fleet is to have', () => {
  it.each([
    ['none without work', demand(0), 0],
    ['one for a little', demand(1), 1],
    ['the work divided by the time', demand(95), 10],
    ['no more than tasks', demand(3, { workMs: 900_000 }), 3],
    ['no more than the fleet takes', demand(5_000), 100],
  ])('is %s', (_what, wanted, devices) => {
    expect(desiredDevices(noScale, wanted, 0).devices).toBe(devices);
  });

  it('stays for five minutes when less is left, and then is what was needed most in them', () => {
    const steps = [demand(200), demand(10), demand(70), demand(0), demand(0), demand(0), demand(0)];
    expect(follow(steps, scaleDownAfterMs / 2)).toEqual([20, 20, 20, 7, 7, 7, 0]);
  });

  it('does not go up for a tenth more', () => {
    expect(follow([demand(200), demand(220), demand(221)], 1_000)).toEqual([20, 20, 23]);
  });

  it('comes to none when nothing is left for long', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 5_000 }), { minLength: 1, maxLength: 20 }), (tasks) => {
        const idle = [demand(0), demand(0), demand(0), demand(0)];
        const devices = follow([...tasks.map((each) => demand(each)), ...idle], scaleDownAfterMs);
        expect(devices.at(-1)).toBe(0);
        expect(Math.max(...devices)).toBeLessThanOrEqual(100);
      }),
    );
  });

  it('never goes down while peaks come again within five minutes', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 900 }), { maxLength: 8 }),
        fc.integer({ min: 1, max: 6 }),
        (between, rounds) => {
          const peak = demand(900);
          const steps = Array.from({ length: rounds }, () => [
            peak,
            ...between.map((each) => demand(each)),
          ]).flat();
          expect(follow(steps, scaleDownAfterMs / 10).every((devices) => devices === 90)).toBe(true);
        },
      ),
    );
  });
});

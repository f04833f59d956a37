import { describe, expect, it } from 'vitest';
import { HeldResults, type HeldResult } from '../../src/results/HeldResults.js';
import { TestDevice } from '../support/TestDevice.js';

const device = new TestDevice({ fleetId: 'flt_1', communityId: 'com_1' });
const held = (taskId: string, heldSince: number, attemptId = `att_${taskId}`): HeldResult => ({
  device: device.record,
  result: device.signed({ attemptId, taskId }, 1),
  heldSince,
});

describe('HeldResults', () => {
  it('gives a result to its task, once', () => {
    const results = new HeldResults({ count: 10, milliseconds: 100 });
    results.hold(held('a', 0));
    expect(results.take('a')?.result.attemptId).toBe('att_a');
    expect(results.take('a')).toBeUndefined();
  });

  it('holds one result a task, however often it is sent', () => {
    const results = new HeldResults({ count: 10, milliseconds: 100 });
    expect(results.hold(held('a', 0))).toBe(true);
    expect(results.hold(held('a', 1))).toBe(true);
    expect(results.hold(held('a', 2, 'att_other'))).toBe(false);
    expect(results.size).toBe(1);
  });

  it('lets go of what waited for too long', () => {
    const results = new HeldResults({ count: 10, milliseconds: 100 });
    results.hold(held('a', 0));
    results.hold(held('b', 60));
    expect(results.takeExpired(100)).toHaveLength(0);
    expect(results.takeExpired(101).map(({ result }) => result.taskId)).toEqual(['a']);
    expect(results.size).toBe(1);
  });

  it('lets go of the oldest when there are too many', () => {
    const results = new HeldResults({ count: 2, milliseconds: 100 });
    for (const taskId of ['a', 'b', 'c']) results.hold(held(taskId, 0));
    expect(results.takeExpired(1).map(({ result }) => result.taskId)).toEqual(['a']);
  });
});

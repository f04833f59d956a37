import type { AttemptEvent } from '@ai-collective/contracts';
import { describe, expect, it } from 'vitest';
import { RecentResults } from '../../src/results/RecentResults.js';
import { eventBase } from '../support/testEvents.js';

const result = (taskId: string): AttemptEvent => ({
  ...eventBase(taskId),
  type: 'succeeded',
  output: { type: 'inline', json: 1 },
  runMs: 1,
  signature: 'signature',
});

describe('RecentResults', () => {
  it('repeats the result of a task three times, then lets it be run again', () => {
    const recent = new RecentResults(10);
    recent.remember(result('a'));
    const repeated = [1, 2, 3, 4].map(() => recent.repeat('a')?.attemptId);
    expect(repeated).toEqual(['att_a', 'att_a', 'att_a', undefined]);
    expect(recent.has('a')).toBe(false);
  });

  it('forgets the oldest beyond its limit', () => {
    const recent = new RecentResults(2);
    for (const taskId of ['a', 'b', 'c']) recent.remember(result(taskId));
    expect(['a', 'b', 'c'].filter((taskId) => recent.has(taskId))).toEqual(['b', 'c']);
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { backlogOf, type OpenWork } from '../../src/rules/fleetBacklog.js';

const now = 1_000_000;
const work = (some: Partial<OpenWork> = {}): OpenWork => ({
  priority: 5,
  submittedAt: now,
  deadline: null,
  queued: 0,
  running: 0,
  verifying: 0,
  costMs: 1_000,
  ...some,
});
const of = (...jobs: readonly OpenWork[]) => backlogOf(jobs, { now, targetMs: 10_000 });

describe('the backlog of a fleet', () => {
  it('is nothing without jobs', () => {
    expect(of()).toEqual({
      queued: 0,
      running: 0,
      verifying: 0,
      oldestWaitingSeconds: null,
      expectedWorkSeconds: 0,
      lateTasks: 0,
      deadlineRisk: 0,
    });
  });

  it('adds up what is open, and what that is expected to take', () => {
    const jobs = [
      work({ queued: 3, running: 1, costMs: 2_000, submittedAt: now - 4_000 }),
      work({ verifying: 2, costMs: 500, submittedAt: now - 60_000 }),
    ];
    expect(of(...jobs)).toMatchObject({
      queued: 3,
      running: 1,
      verifying: 2,
      oldestWaitingSeconds: 4,
      expectedWorkSeconds: 9,
    });
  });

  it.each([
    ['nobody works', [work({ queued: 7 })], 7],
    [
      'one at a time does ten in ten seconds, one of which is under way',
      [work({ queued: 20, running: 1 })],
      11,
    ],
    ['two at a time', [work({ queued: 20, running: 2 })], 2],
    ['it was submitted too long ago', [work({ queued: 2, running: 9, submittedAt: now - 10_001 })], 2],
    ['a deadline counts instead of the target', [work({ queued: 9, running: 1, deadline: now + 3_000 })], 7],
    [
      'what has priority comes before what is older',
      [
        work({ queued: 5, running: 1, submittedAt: now - 1, deadline: now + 10_000 }),
        work({ queued: 8, priority: 9, deadline: now + 8_000 }),
      ],
      4,
    ],
    [
      'what is older comes first',
      [work({ queued: 5, running: 1 }), work({ queued: 6, submittedAt: now - 3_000 })],
      2,
    ],
  ])('tells what will be late when %s', (_when, jobs, late) => {
    const { lateTasks, deadlineRisk, queued } = of(...jobs);
    expect(lateTasks).toBe(late);
    expect(deadlineRisk).toBeCloseTo(late / queued);
  });

  it('never has more late tasks than wait, nor fewer when fewer run', () => {
    const job = fc.record({
      priority: fc.integer({ min: 0, max: 9 }),
      submittedAt: fc.integer({ min: 0, max: now }),
      deadline: fc.option(fc.integer({ min: 0, max: 2 * now })),
      queued: fc.integer({ min: 0, max: 1_000 }),
      running: fc.integer({ min: 0, max: 50 }),
      verifying: fc.integer({ min: 0, max: 50 }),
      costMs: fc.double({ min: 0.001, max: 600_000, noNaN: true }),
    });
    fc.assert(
      fc.property(fc.array(job, { maxLength: 8 }), (jobs) => {
        const { lateTasks, queued, deadlineRisk } = of(...jobs);
        expect(lateTasks).toBeGreaterThanOrEqual(0);
        expect(lateTasks).toBeLessThanOrEqual(queued);
        expect(deadlineRisk).toBeLessThanOrEqual(1);
        const stopped = of(...jobs.map((each) => ({ ...each, running: 0 })));
        expect(stopped.lateTasks).toBe(queued);
      }),
    );
  });
});

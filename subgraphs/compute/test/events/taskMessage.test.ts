import { defaultTolerance, taskMessageSchema } from '@ai-collective/contracts';
import { describe, expect, it } from 'vitest';
import { type QueuedTask, taskMessage } from '../../src/events/taskMessage.js';

const messageOf = (version: Partial<QueuedTask['version']>) =>
  taskMessageSchema.parse(
    taskMessage({
      task: { id: 'task_1', input: {} },
      job: {
        id: 'job_1',
        tenantId: 'community_1',
        fleetId: 'fleet_1',
        privacy: 'COMMUNITY',
        regions: null,
        priority: 5,
        runtimeLimitMs: 1_000,
        traceparent: null,
      },
      version: {
        id: 'version_1',
        runner: 'tensor',
        artifacts: [],
        comparator: defaultTolerance,
        maxBatch: null,
        ...version,
      },
      run: 'r',
      excludedOwners: [],
      queuedAt: new Date(0),
    }).value,
  );

describe('taskMessage', () => {
  it('says how many items the version takes in one run, where that is known', () => {
    expect(messageOf({ maxBatch: 8 }).maxBatch).toBe(8);
    expect(messageOf({}).maxBatch).toBeUndefined();
  });

  it('lets nothing be run together whose outputs are compared exactly', () => {
    expect(messageOf({ maxBatch: 8, comparator: { type: 'EXACT' } }).maxBatch).toBe(1);
  });
});

import { describe, expect, it } from 'vitest';
import { TestDispatch } from '../support/TestDispatch.js';

const at = (milliseconds: number) => new Date(milliseconds).toISOString();

describe('the deadline of a job', () => {
  it('has its tasks go first as it comes near, and says so', async () => {
    const dispatch = await TestDispatch.start();
    const device = dispatch.join(0);
    dispatch.submit({ priority: 9 });
    const later = dispatch.submit({ priority: 0, deadlineAt: at(dispatch.now + 3_600_000) });
    const soon = dispatch.submit({ priority: 0, deadlineAt: at(dispatch.now + 120_000) });
    dispatch.offer(device, 1);
    expect(dispatch.newest(device).taskId).toBe(soon.taskId);
    expect(dispatch.newest(device).placement.reasons).toContain('+16 its job is due in 120 s');
    await dispatch.succeed(device);
    expect(dispatch.newest(device).taskId).not.toBe(later.taskId);
  });

  it('ends what waits and what runs, without a word to compute, and commits it', async () => {
    const dispatch = await TestDispatch.start();
    const device = dispatch.join(1);
    const deadlineAt = at(dispatch.now + 1_000);
    dispatch.submit({ deadlineAt });
    const given = dispatch.newest(device);
    dispatch.submit({ deadlineAt });
    dispatch.submit({ runtimeLimitMs: 5_000 });
    dispatch.pass(750, [device]);
    expect(dispatch.context.tasks.size).toBe(3);
    dispatch.pass(250, [device]);
    expect(dispatch.canceled(device)).toEqual([given.attemptId]);
    expect(dispatch.context.tasks.size).toBe(1);
    expect(dispatch.uncommitted()).toBe(1);
    dispatch.offer(device, 1);
    await dispatch.succeed(device);
    dispatch.submit({ deadlineAt });
    expect(dispatch.uncommitted()).toBe(0);
    await dispatch.published();
    const ends = dispatch.broker
      .messages('compute.results')
      .filter(({ value }) => !value.includes('"type":"leased"'));
    expect(ends).toHaveLength(1);
  });
});

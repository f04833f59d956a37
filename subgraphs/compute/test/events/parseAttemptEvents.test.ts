import { newId } from '@ai-collective/contracts';
import { describe, expect, it, vi } from 'vitest';
import { parseAttemptEvents } from '../../src/events/parseAttemptEvents.js';

const event = {
  type: 'leased',
  attemptId: newId('attempt'),
  taskId: newId('task'),
  jobId: newId('job'),
  communityId: 'com_one',
  fleetId: newId('fleet'),
  deviceId: 'dev_1',
  at: '2026-01-01T00:00:00Z',
  placement: { score: 1, reasons: [] },
};
const message = (value: string, offset = 0) => ({ value: Buffer.from(value), partition: 0, offset });

describe('parseAttemptEvents', () => {
  it('keeps the order of events', () => {
    const later = { ...event, taskId: newId('task') };
    const parsed = parseAttemptEvents([message(JSON.stringify(event)), message(JSON.stringify(later))], {
      error: vi.fn(),
    });
    expect(parsed.map(({ taskId }) => taskId)).toEqual([event.taskId, later.taskId]);
  });

  it('makes two events of an end that tells of the lease', () => {
    const { type, placement, ...base } = event;
    const failure = { code: 'MODEL_CRASHED', message: 'It crashed.', fault: 'device' };
    const end = { ...base, type: 'failed', at: '2026-01-01T00:00:01Z', outcome: 'ERROR', failure };
    const parsed = parseAttemptEvents(
      [message(JSON.stringify({ ...end, lease: { at: event.at, placement } }))],
      { error: vi.fn() },
    );
    expect(parsed).toMatchObject([{ ...base, type, placement }, end]);
  });

  it.each([
    '',
    'no json',
    '{}',
    JSON.stringify({ ...event, type: 'other' }),
    JSON.stringify({ ...event, taskId: 'a\0b' }),
    JSON.stringify({ ...event, communityId: '' }),
  ])('logs and leaves out %j', (value) => {
    const error = vi.fn();
    expect(
      parseAttemptEvents([message(value, 3), message(JSON.stringify(event), 4)], { error }),
    ).toHaveLength(1);
    expect(error).toHaveBeenCalledWith({ partition: 0, offset: 3 }, expect.any(String));
  });
});

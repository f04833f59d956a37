import { encodeFrame, frameLimit, type Lease } from '@ai-collective/contracts';
import { describe, expect, it } from 'vitest';
import { leaseFrames } from '../../src/leases/leaseFrames.js';

const lease = (attemptId: string, inputBytes: number): Lease => ({
  attemptId,
  taskId: 'tsk_1',
  jobId: 'job_1',
  runner: 'tensor',
  modelVersionId: 'mdv_1',
  artifacts: [],
  input: { x: { type: 'tensor', dtype: 'uint8', shape: [inputBytes], data: 'A'.repeat(inputBytes) } },
  blobUrls: {},
  outputUrl: 'http://storage.test/uploads',
  runtimeLimitMs: 1_000,
  placement: { score: 0, reasons: [] },
  traceparent: null,
});

describe('leaseFrames', () => {
  it('sends every lease once, in order, in frames that are not too large', () => {
    const leases = Array.from({ length: 250 }, (_, index) =>
      lease(`att_${index}`, index < 10 ? 900_000 : 10),
    );
    const frames = leaseFrames(leases);
    expect(frames.flatMap((frame) => (frame.type === 'lease' ? frame.leases : []))).toEqual(leases);
    for (const frame of frames) expect(encodeFrame(frame).length).toBeLessThan(frameLimit);
    expect(frames.length).toBeLessThan(20);
  });

  it('sends no frame for no lease', () => {
    expect(leaseFrames([])).toEqual([]);
  });
});

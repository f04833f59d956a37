import type { DoneResult, Lease } from '@ai-collective/contracts';
import { expect, it } from 'vitest';
import { AttemptBook } from '../../src/leases/AttemptBook.js';

const lease = (attemptId: string): Lease => ({
  attemptId,
  taskId: `tsk_${attemptId}`,
  jobId: 'job_1',
  runner: 'tensor',
  modelVersionId: 'mdv_1',
  artifacts: [],
  input: {},
  blobUrls: {},
  outputUrl: 'http://127.0.0.1/uploads',
  runtimeLimitMs: 1_000,
  placement: { score: 0, reasons: [] },
  traceparent: null,
});

it('a cancelled attempt keeps its place until it has really ended', async () => {
  let end: (result: DoneResult) => void = () => undefined;
  const ended = new Promise<DoneResult>((resolve) => (end = resolve));
  const book = new AttemptBook({ places: 1, run: () => ended });
  book.accept([lease('a'), lease('b')]);
  expect(book.placesInUse).toBe(2);
  book.cancel(['a', 'b']);
  expect(book.held).toEqual([]);
  expect(book.placesInUse).toBe(1);
  end({
    outcome: 'FAILED',
    attemptId: 'a',
    taskId: 'tsk_a',
    runMs: 0,
    failure: { code: 'CANCELED', message: 'no longer wanted', fault: 'device' },
  });
  await expect.poll(() => book.placesInUse).toBe(0);
});

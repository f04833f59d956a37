import { newId, type AttemptEvent, type TaskMessage } from '@ai-collective/contracts';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { succeeded, TestCompute } from '../TestCompute.js';
import { newDevice, on, TestDevices, type Device } from '../TestDevices.js';

let compute: TestCompute;
let devices: TestDevices;

beforeAll(async () => {
  compute = await TestCompute.start();
  await compute.openFleet();
  devices = new TestDevices(compute, (await compute.publish()).slug);
});
beforeEach(() => {
  compute.storage.brokenWith = undefined;
});
afterAll(() => compute.close());

const put = (values: readonly number[], text?: string) => {
  const content = text ?? JSON.stringify({ values });
  return { type: 'blob' as const, cid: compute.storage.put('com_one', content), bytes: content.length };
};

function report(
  run: TaskMessage,
  output: ReturnType<typeof put>,
  device: Device = newDevice(),
): AttemptEvent {
  const event = succeeded(run, newId('attempt'));
  if (event.type !== 'succeeded') throw new Error('a result expected');
  return on({ ...event, output }, device);
}

/** What becomes of a task after reports of two owners' devices. */
async function stateAfter(...outputs: readonly ReturnType<typeof put>[]) {
  const { id, run } = await devices.newRun();
  for (const output of outputs) await compute.settle([report(run, output)]);
  const [task] = await devices.rows('select state from tasks where job_id = ?', id);
  return task?.state;
}

describe('outputs in blobs', () => {
  it('agree within the tolerance, though they are different blobs', async () => {
    expect(await stateAfter(put([1, 2]), put([1.000_01, 2]))).toBe('SUCCEEDED');
    expect(await stateAfter(put([1, 2]), put([1.5, 2]))).toBe('VERIFYING');
  });

  it('are compared when they come in one batch, and with results that were accepted before', async () => {
    const { id, run } = await devices.newRun();
    await compute.settle([report(run, put([3])), report(run, put([3.000_01]))]);
    expect((await devices.look(id)).attempts).toEqual(['VALID', 'VALID']);
    await compute.settle([report(run, put([3.000_02]))]);
    expect((await devices.look(id)).attempts).toEqual(['VALID', 'VALID', 'VALID']);
  });

  it('are not read while there is nothing to compare them with', async () => {
    const before = compute.storage.requests.length;
    expect(await stateAfter(put([4]), put([4]))).toBe('SUCCEEDED');
    expect(compute.storage.requests).toHaveLength(before);
  });

  it.each([
    ['the store is out of order', () => (compute.storage.brokenWith = 503)],
    ['one was deleted', () => compute.storage.delete('com_one', put([5.000_01]).cid)],
  ])('agree with themselves alone when %s', async (...[, spoil]) => {
    const outputs = [put([5]), put([5.000_01])];
    spoil();
    expect(await stateAfter(...outputs)).toBe('VERIFYING');
    expect(await stateAfter(put([6]), put([6]))).toBe('SUCCEEDED');
  });

  it('agree with themselves alone when they are no JSON, or too large', async () => {
    expect(await stateAfter(put([], '['), put([], '[['))).toBe('VERIFYING');
    const large = (start: number) => put([], `[${start},${'0,'.repeat(2_200_000)}0]`);
    expect(await stateAfter(large(7), large(7.000_01))).toBe('VERIFYING');
  });
});

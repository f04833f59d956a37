import { describe, expect, it } from 'vitest';
import { runItems } from '../../src/children/runItems.js';
import { inputFailure } from '../../src/failures/TaskFailed.js';
import type { LoadedRunner, RunnerItem } from '../../src/runners/runner.js';

const item = (cid: string): RunnerItem => ({ input: { x: { type: 'blob', cid } }, blobs: new Map() });
const nameOf = ({ x }: RunnerItem['input']): string => (x?.type === 'blob' ? x.cid : '');

/** A model that answers with its input's name, and breaks on those that begin with "bad". */
function model(answer: LoadedRunner['runBatch']): LoadedRunner {
  return {
    run: (input) =>
      nameOf(input).startsWith('bad')
        ? Promise.reject(inputFailure('BAD', 'It is bad.'))
        : Promise.resolve(nameOf(input)),
    dispose: () => Promise.resolve(),
    ...(answer === undefined ? {} : { runBatch: answer }),
  };
}

const together = model((items) => Promise.resolve(items.map(({ input }) => `${nameOf(input)}, together`)));
const breaking = model(() => Promise.reject(new Error('one of them is bad')));

async function outcomes(by: LoadedRunner, ...names: string[]): Promise<readonly string[]> {
  const ended = await runItems(by, names.map(item));
  return ended.map((one) => ('output' in one ? Buffer.from(one.output).toString() : one.failure.code));
}

describe('runItems', () => {
  it('runs several together, and one by itself', async () => {
    expect(await outcomes(together, 'a', 'b')).toEqual(['"a, together"', '"b, together"']);
    expect(await outcomes(together, 'a')).toEqual(['"a"']);
  });

  it('runs each by itself where the model cannot, or where one of them fails', async () => {
    expect(await outcomes(model(undefined), 'a', 'bad', 'b')).toEqual(['"a"', 'BAD', '"b"']);
    expect(await outcomes(breaking, 'a', 'bad', 'b')).toEqual(['"a"', 'BAD', '"b"']);
  });
});

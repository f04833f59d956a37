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
  const { outcomes: ended } = await runItems(by, names.map(item));
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

  describe('with a model that might mix its items', () => {
    const manners = async (by: LoadedRunner, batches: readonly (readonly string[])[]) => {
      const ran: string[] = [];
      for (const names of batches) ran.push((await runItems(by, names.map(item))).manner);
      return ran;
    };
    const batches = (count: number) =>
      Array.from({ length: count }, (_, index) => [`a${index}`, `b${index}`]);
    const honest = () => ({
      ...model((items) => Promise.resolve(items.map(({ input }) => nameOf(input)))),
      mayMix: true,
    });

    it('checks the first stacked run, and ever more seldom others', async () => {
      const ran = await manners(honest(), batches(9));
      expect(ran.flatMap((manner, index) => (manner === 'CHECKED' ? [index + 1] : []))).toEqual([1, 2, 4, 8]);
      expect(new Set(ran)).toEqual(new Set(['CHECKED', 'TOGETHER']));
    });

    it('gives what each gets alone, and never stacks it again once it has mixed them', async () => {
      const mixing = { ...together, mayMix: true };
      expect(await outcomes(mixing, 'a', 'b')).toEqual(['"a"', '"b"']);
      expect(await manners(mixing, batches(3))).toEqual(['APART', 'APART', 'APART']);
      expect(await outcomes(mixing, 'a', 'b')).toEqual(['"a"', '"b"']);
    });

    it('does not take items that are all the same for a proof', async () => {
      const same = Array.from({ length: 3 }, () => ['a', 'a']);
      expect(await manners(honest(), [...same, ['a', 'b']])).toEqual(Array(4).fill('CHECKED'));
      const mixing = { ...together, mayMix: true };
      expect(await manners(mixing, [...same, ['a', 'b']])).toEqual([
        'CHECKED',
        'CHECKED',
        'CHECKED',
        'APART',
      ]);
    });

    it('does not stack what fails when it is stacked', async () => {
      const fails = { ...breaking, mayMix: true };
      expect(await manners(fails, [['a', 'b']])).toEqual(['APART']);
    });
  });
});

import { setTimeout as sleep } from 'node:timers/promises';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { GatheredCalls, type GatheredCallsSettings } from '../../src/authentication/GatheredCalls.js';

interface OpenCall {
  readonly questions: readonly number[];
  readonly answer: (answers?: readonly string[]) => void;
  readonly fail: (error: Error) => void;
}

function gathered(settings: Partial<GatheredCallsSettings<number, string>> = {}) {
  const calls: OpenCall[] = [];
  const call = (questions: readonly number[]) =>
    new Promise<readonly string[]>((resolve, reject) => {
      const answer = (answers: readonly string[] = questions.map(String)) => resolve(answers);
      calls.push({ questions, answer, fail: reject });
    });
  const bounds = { questionsPerCall: 3, callsAtOnce: 2, capacity: 4, lingerMs: 5 };
  const questions = new GatheredCalls({ call, ...bounds, overflow: () => new Error('full'), ...settings });
  return { calls, questions, asked: () => calls.map((each) => each.questions) };
}

/** Answers every call at once. */
async function settled(): Promise<void> {
  await vi.advanceTimersByTimeAsync(0);
}

describe('questions', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('are asked at once while nothing is under way', () => {
    const { questions, asked } = gathered();
    void questions.ask(1);
    expect(asked()).toEqual([[1]]);
  });

  it('that come while a call is under way go together when it is answered', async () => {
    const { questions, calls, asked } = gathered();
    const answers = [1, 2, 3].map((each) => questions.ask(each));
    expect(asked()).toEqual([[1]]);
    calls[0]?.answer();
    await settled();
    expect(asked()).toEqual([[1], [2, 3]]);
    calls[1]?.answer();
    expect(await Promise.all(answers)).toEqual(['1', '2', '3']);
  });

  it('wait for others no longer than they may', async () => {
    const { questions, asked } = gathered();
    for (const each of [1, 2, 3]) void questions.ask(each);
    await vi.advanceTimersByTimeAsync(4);
    expect(asked()).toEqual([[1]]);
    await vi.advanceTimersByTimeAsync(1);
    expect(asked()).toEqual([[1], [2, 3]]);
  });

  it('go as soon as a call is full', () => {
    const { questions, asked } = gathered();
    for (const each of [1, 2, 3, 4, 5]) void questions.ask(each);
    expect(asked()).toEqual([[1], [2, 3, 4]]);
  });

  it('wait while as many calls are under way as may be, and are refused when too many wait', async () => {
    const { questions, calls, asked } = gathered();
    for (const each of [1, 2, 3, 4, 5, 6, 7, 8]) void questions.ask(each);
    await expect(questions.ask(9)).rejects.toThrow('full');
    await vi.advanceTimersByTimeAsync(1_000);
    expect(asked()).toEqual([[1], [2, 3, 4]]);
    calls[1]?.answer();
    await settled();
    expect(asked()).toEqual([[1], [2, 3, 4], [5, 6, 7]]);
  });

  it('fail with their call, and with it only', async () => {
    const { questions, calls } = gathered();
    const first = questions.ask(1);
    const others = [2, 3].map((each) => questions.ask(each));
    calls[0]?.fail(new Error('down'));
    await expect(first).rejects.toThrow('down');
    calls[1]?.answer();
    expect(await Promise.all(others)).toEqual(['2', '3']);
  });

  it('that got no answer fail, and the others have theirs', async () => {
    const { questions, calls } = gathered();
    void questions.ask(1);
    const answers = Promise.allSettled([2, 3].map((each) => questions.ask(each)));
    calls[0]?.answer();
    await settled();
    calls[1]?.answer(['2']);
    expect(await answers).toMatchObject([{ value: '2' }, { reason: { message: /no answer/ } }]);
  });
});

it('each question has its own answer, and no bound is passed, however they come', async () => {
  const batches = fc.array(fc.array(fc.nat({ max: 99 }), { maxLength: 9 }), { maxLength: 6 });
  await fc.assert(
    fc.asyncProperty(batches, async (asked) => {
      let underWay = 0;
      const call = async (questions: readonly number[]): Promise<readonly string[]> => {
        expect(questions.length).toBeLessThanOrEqual(3);
        expect(++underWay).toBeLessThanOrEqual(2);
        await sleep(questions.length % 2);
        underWay--;
        return questions.map((each) => `to ${each}`);
      };
      const { questions } = gathered({ call, capacity: 1_000, lingerMs: 1 });
      const answers: Promise<string>[] = [];
      for (const batch of asked) {
        answers.push(...batch.map((each) => questions.ask(each)));
        await sleep(0);
      }
      expect(await Promise.all(answers)).toEqual(asked.flat().map((each) => `to ${each}`));
    }),
    { numRuns: 30 },
  );
});

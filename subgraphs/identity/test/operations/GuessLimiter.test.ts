import { describe, expect, it } from 'vitest';
import { AttemptLimiter } from '../../src/operations/AttemptLimiter.js';
import { GuessLimiter } from '../../src/operations/GuessLimiter.js';

const wrong = () => Promise.resolve(undefined);
const right = () => Promise.resolve('found');

describe('GuessLimiter', () => {
  function newLimiter(capacities: { readonly each: number; readonly all: number }) {
    const time = { now: 0 };
    const limiter = (capacity: number) =>
      new AttemptLimiter({ capacity, refillPerSecond: 1 }, () => new Date(time.now));
    return {
      time,
      guesses: new GuessLimiter({ each: limiter(capacities.each), all: limiter(capacities.all) }),
    };
  }

  it('does not even look once somebody was wrong too often, so that a right guess helps nothing', async () => {
    const { guesses, time } = newLimiter({ each: 3, all: 100 });
    for (let guess = 0; guess < 3; guess++) await guesses.attempt('a', wrong);
    await expect(guesses.attempt('a', right)).rejects.toMatchObject({ code: 'RATE_LIMITED' });
    expect(await guesses.attempt('b', right)).toBe('found');
    time.now += 1_000;
    expect(await guesses.attempt('a', right)).toBe('found');
  });

  it('counts guesses that are under way at the same time', async () => {
    const { guesses } = newLimiter({ each: 3, all: 100 });
    const outcomes = await Promise.allSettled(Array.from({ length: 50 }, () => guesses.attempt('a', wrong)));
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(3);
  });

  it('bounds all guessers together, however many there are', async () => {
    const { guesses } = newLimiter({ each: 3, all: 10 });
    const outcomes = await Promise.allSettled(
      Array.from({ length: 1_000 }, (_, index) => guesses.attempt(`guesser ${index}`, wrong)),
    );
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(10);
  });

  it('charges nothing for right codes', async () => {
    const { guesses } = newLimiter({ each: 1, all: 1 });
    for (let use = 0; use < 20; use++) expect(await guesses.attempt('a', right)).toBe('found');
  });

  it('charges nobody who was held up by the guesses of others', async () => {
    const { guesses, time } = newLimiter({ each: 1, all: 1 });
    await guesses.attempt('a', wrong);
    await expect(guesses.attempt('b', right)).rejects.toMatchObject({ code: 'RATE_LIMITED' });
    time.now += 1_000;
    expect(await guesses.attempt('b', right)).toBe('found');
  });
});

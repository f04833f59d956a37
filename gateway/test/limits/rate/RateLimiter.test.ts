import { describe, expect, it } from 'vitest';
import { RateLimiter } from '../../../src/limits/rate/RateLimiter.js';

const none = { requestsPerSecond: undefined, burst: 1, costPerMinute: undefined };
const once = { requestsPerSecond: 0.001, burst: 1, costPerMinute: 10 };
const limiter = () => new RateLimiter({ capacity: 100, now: () => 0 });

describe('rates of subjects', () => {
  const rates = { community: none, subject: once };

  it('are of each community its own, even where subjects have the same name', () => {
    const limits = limiter();
    limits.countRequest({ community: 'a', subject: 's' }, rates);
    expect(() => limits.countRequest({ community: 'a', subject: 's' }, rates)).toThrow(/./);
    expect(() => limits.countRequest({ community: 'b', subject: 's' }, rates)).not.toThrow();
  });

  it('are of each subject its own, in costs, too', () => {
    const limits = limiter();
    limits.spend({ community: 'a', subject: 's' }, rates, 10);
    expect(() => limits.spend({ community: 'a', subject: 's' }, rates, 1)).toThrow(/./);
    expect(() => limits.spend({ community: 'b', subject: 's' }, rates, 10)).not.toThrow();
    expect(() => limits.spend({ community: 'a', subject: 't' }, rates, 10)).not.toThrow();
  });
});

describe('rates of communities', () => {
  it('are of all its subjects together, and of no subject that has the name of a community', () => {
    const limits = limiter();
    limits.countRequest({ community: 'a', subject: 's' }, { community: once, subject: none });
    expect(() =>
      limits.countRequest({ community: 'a', subject: 't' }, { community: once, subject: none }),
    ).toThrow(/./);
    expect(() =>
      limits.countRequest({ community: '', subject: 'a' }, { community: none, subject: once }),
    ).not.toThrow();
  });
});

import { describe, expect, it } from 'vitest';
import { CircuitBreaker, type CircuitChange } from '../../../src/engine/transport/CircuitBreaker.js';

const settings = {
  ...{ failuresInARow: 2, failureRate: 1, windowMs: 1_000 },
  ...{ fewestCalls: 100, openMs: 100, probes: 1 },
};

function breakerAt(clock: { now: number }) {
  const changes: CircuitChange[] = [];
  const onStateChange = (change: CircuitChange) => void changes.push(change);
  return { changes, breaker: new CircuitBreaker({ ...settings, now: () => clock.now, onStateChange }) };
}

describe('a circuit breaker', () => {
  it('counts each call once, however often it is told how it ended', () => {
    const { breaker } = breakerAt({ now: 0 });
    const settle = breaker.enter();
    settle?.('failure');
    settle?.('failure');
    settle?.('failure');
    expect(breaker.state).toBe('closed');
    breaker.enter()?.('failure');
    expect(breaker.state).toBe('open');
  });

  it('lets what lasts begin unless it is open, and from the moment in which it may be tried', () => {
    const clock = { now: 0 };
    const { breaker } = breakerAt(clock);
    expect(breaker.letsPass()).toBe(true);
    breaker.enter()?.('failure');
    breaker.enter()?.('failure');
    expect(breaker.letsPass()).toBe(false);
    clock.now = 99;
    expect(breaker.letsPass()).toBe(false);
    expect(breaker.enter()).toBeUndefined();
    clock.now = 100;
    expect(breaker.letsPass()).toBe(true);
  });

  it('tells each change of its state, once', () => {
    const clock = { now: 0 };
    const { breaker, changes } = breakerAt(clock);
    breaker.enter()?.('failure');
    breaker.enter()?.('failure');
    breaker.enter()?.('failure');
    clock.now = 100;
    breaker.enter()?.('success');
    expect(changes).toEqual([
      { from: 'closed', to: 'open' },
      { from: 'open', to: 'half-open' },
      { from: 'half-open', to: 'closed' },
    ]);
  });
});

import { describe, expect, it } from 'vitest';
import { CommunityTally } from '../../../src/observability/metrics/CommunityTally.js';

const data = Buffer.from('{}');
const errorOf = (code: string) => ({ message: 'no', extensions: { code } });

describe('the tally of a community', () => {
  it('tells answers, partial answers and refusals apart', () => {
    const tally = new CommunityTally();
    tally.answer({ data }, performance.now());
    tally.answer(
      { data, errors: [errorOf('SUBGRAPH_TIMEOUT'), errorOf('UNAUTHORIZED_FIELD')] },
      performance.now(),
    );
    tally.answer({ errors: [errorOf('BAD_USER_INPUT')] }, performance.now());
    tally.refuse('RATE_LIMITED');
    tally.refuse('RATE_LIMITED');
    expect(tally.answered).toBe(1);
    expect([...tally.partial]).toEqual([['SUBGRAPH_TIMEOUT', 1]]);
    expect([...tally.refused]).toEqual([
      ['BAD_USER_INPUT', 1],
      ['RATE_LIMITED', 2],
    ]);
  });

  it('measures what was executed only', () => {
    const tally = new CommunityTally();
    const began = performance.now() - 30;
    tally.answer({ data }, began);
    tally.answer({ data, errors: [errorOf('SUBGRAPH_TIMEOUT')] }, began);
    tally.answer({ errors: [errorOf('BAD_USER_INPUT')] }, began);
    expect(tally.durations.count).toBe(2);
    expect(tally.durations.sum).toBeGreaterThanOrEqual(60);
  });

  it.each(['MODEL_NOT_FOUND', 'constructor', '__proto__', undefined])(
    'counts the code %j as OTHER',
    (code) => {
      const tally = new CommunityTally();
      tally.refuse(code);
      expect([...tally.refused]).toEqual([['OTHER', 1]]);
    },
  );

  it('is in use while a subscription or a socket is open', () => {
    const tally = new CommunityTally();
    const end = tally.subscribe();
    expect([tally.openSubscriptions, tally.subscribed, tally.isInUse]).toEqual([1, 1, true]);
    end();
    expect([tally.openSubscriptions, tally.subscribed, tally.isInUse]).toEqual([0, 1, false]);
    tally.openSockets++;
    expect(tally.isInUse).toBe(true);
  });
});

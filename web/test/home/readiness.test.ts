import { describe, expect, it } from 'vitest';
import { describeReadiness, parseReadiness } from '../../src/home/readiness.js';

describe('parseReadiness', () => {
  it('reads each check by name', () => {
    const readiness = parseReadiness({
      status: 'unavailable',
      checks: { identity: 'ok', storage: 'no answer in 2 s' },
    });
    expect(readiness).toEqual({
      state: 'answered',
      ready: false,
      checks: [
        { name: 'identity', ok: true, detail: 'ok' },
        { name: 'storage', ok: false, detail: 'no answer in 2 s' },
      ],
    });
  });

  it.each([null, 'ok', {}, { status: 1, checks: {} }])('takes %j for no answer', (body) => {
    expect(parseReadiness(body)).toEqual({ state: 'unreachable' });
  });
});

describe('describeReadiness', () => {
  it('names what is not ready', () => {
    const readiness = parseReadiness({
      status: 'unavailable',
      checks: { identity: 'ok', storage: 'unavailable' },
    });
    expect(describeReadiness(readiness)).toBe('Not ready: storage.');
  });

  it('says so when everything runs', () => {
    expect(describeReadiness(parseReadiness({ status: 'ok', checks: {} }))).toBe('Everything is running.');
  });

  it('still says not ready when no single check explains it', () => {
    expect(describeReadiness(parseReadiness({ status: 'starting', checks: {} }))).toBe(
      'The system is not ready.',
    );
  });
});

import { describe, expect, it } from 'vitest';
import { whenRefused } from '../../src/authentication/whenRefused.js';
import { errors } from '../../src/errors.js';

const signal = AbortSignal.timeout(10_000);

describe('whenRefused', () => {
  it('tells the refusal, after good answers', async () => {
    let asked = 0;
    const check = () => (++asked < 3 ? Promise.resolve() : Promise.reject(errors.UNAUTHENTICATED()));
    const refusal = await whenRefused({ check, everyMs: 1, graceMs: 60_000, signal });
    expect([refusal?.code, asked]).toEqual(['UNAUTHENTICATED', 3]);
  });

  it('outlasts an identity that is away for less than the grace', async () => {
    const answers = [errors.IDENTITY_UNAVAILABLE(), errors.IDENTITY_UNAVAILABLE(), errors.UNAUTHENTICATED()];
    const check = () => Promise.reject(answers.shift() ?? new Error('asked too often'));
    const refusal = await whenRefused({ check, everyMs: 1, graceMs: 60_000, signal });
    expect(refusal?.code).toBe('UNAUTHENTICATED');
  });

  it('gives up when identity stays away longer than the grace', async () => {
    const check = () => Promise.reject(errors.IDENTITY_UNAVAILABLE());
    const refusal = await whenRefused({ check, everyMs: 5, graceMs: 20, signal });
    expect(refusal?.code).toBe('IDENTITY_UNAVAILABLE');
  });

  it('ends without asking when it is ended', async () => {
    const end = new AbortController();
    const check = () => Promise.reject(new Error('asked'));
    const watching = whenRefused({ check, everyMs: 60_000, graceMs: 0, signal: end.signal });
    end.abort();
    expect(await watching).toBeUndefined();
  });
});

import type { CredentialChanges } from '@ai-collective/contracts';
import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { KnownPrincipals } from '../../src/authentication/KnownPrincipals.js';
import type { Principal } from '../../src/authentication/Principal.js';

const person = (sub: string): Principal => ({
  ...{ sub, kind: 'PERSON', community: 'com_1', ancestors: [] },
  ...{ roles: [], grants: [], scopes: null, expiresAt: null },
});
const nothing: CredentialChanges = { next: '1', subjects: [], everybody: false };
const changeOf = (...subjects: string[]): CredentialChanges => ({ ...nothing, subjects });
const everybody: CredentialChanges = { ...nothing, everybody: true };

describe('known principals', () => {
  let now: number;
  let known: KnownPrincipals;

  beforeEach(() => {
    now = 0;
    known = new KnownPrincipals({
      ...{ withoutNewsMs: 5_000, withNewsMs: 60_000, capacity: 1_000, clock: () => now },
    });
  });

  const isKnown = (key: string) => known.get(key) !== undefined;

  it.each([
    { when: 'at once', at: 0, expected: true },
    { when: 'until the time without news is over', at: 4_999, expected: true },
    { when: 'not after it', at: 5_000, expected: false },
    { when: 'for longer with news', at: 59_999, newsAt: 59_000, expected: true },
    { when: 'with news that is just new enough', at: 30_000, newsAt: 25_001, expected: true },
    { when: 'not with news that is too old', at: 30_000, newsAt: 25_000, expected: false },
    { when: 'not for ever', at: 60_000, newsAt: 60_000, expected: false },
  ])('are relied on $when', ({ at, newsAt, expected }) => {
    known.keep('key', Promise.resolve(person('ada')));
    now = at;
    if (newsAt !== undefined) known.apply(nothing, newsAt);
    expect(isKnown('key')).toBe(expected);
  });

  it('are forgotten when they change, and others are not', async () => {
    for (const [key, sub] of [
      ['1', 'ada'],
      ['2', 'ada'],
      ['3', 'bob'],
    ] as const)
      // prettier-ignore
      known.keep(key, Promise.resolve(person(sub)));
    await Promise.resolve();
    now = 10;
    known.apply(changeOf('ada', 'eve'), now);
    expect(['1', '2', '3'].filter(isKnown)).toEqual(['3']);
    known.apply(everybody, now);
    expect(isKnown('3')).toBe(false);
  });

  it.each([
    ['they themselves', changeOf('ada')],
    ['everybody', everybody],
  ])('are not kept when %s changed while the answer was on its way', async (_who, changes) => {
    const late = deferred<Principal>();
    known.keep('key', late.promise);
    now = 20;
    known.apply(changes, 10);
    late.resolve(person('ada'));
    await late.promise;
    await Promise.resolve();
    expect(isKnown('key')).toBe(false);
    now = 21;
    known.keep('key', Promise.resolve(person('ada')));
    await Promise.resolve();
    expect(isKnown('key')).toBe(true);
  });

  it('do not hold a rejection, nor lose the answer to a newer question to it', async () => {
    const first = deferred<Principal>();
    known.keep('key', first.promise);
    known.keep('key', Promise.resolve(person('ada')));
    first.reject(new Error('refused'));
    await first.promise.catch(() => undefined);
    await Promise.resolve();
    expect(isKnown('key')).toBe(true);
    const second = Promise.reject<Principal>(new Error('refused'));
    known.keep('key', second);
    await second.catch(() => undefined);
    expect(isKnown('key')).toBe(false);
  });

  /** Identity answers from what was true at some moment of the call; changes are asked for one after the other, and may fail. */
  it('never rely on what was revoked longer than the time without news ago', async () => {
    const step = fc.record({
      pass: fc.integer({ min: 0, max: 3_000 }),
      does: fc.constantFrom('revoke', 'ask', 'look', 'news'),
      takes: fc.integer({ min: 0, max: 2_000 }),
      sub: fc.constantFrom('ada', 'bob'),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
        now = 0;
        const cache = new KnownPrincipals({
          ...{ withoutNewsMs: 5_000, withNewsMs: 60_000, capacity: 10, clock: () => now },
        });
        const revokedAt = new Map<string, number[]>();
        /** When the answer that is kept was true. */
        const trueAt = new Map<Promise<Principal>, number>();
        let toldUntil = -1;
        for (const { pass, does, takes, sub } of steps) {
          now += pass;
          if (does === 'revoke') revokedAt.set(sub, [...(revokedAt.get(sub) ?? []), now]);
          if (does === 'ask') {
            const answer = Promise.resolve(person(sub));
            trueAt.set(answer, now);
            cache.keep(sub, answer);
            await Promise.resolve();
          }
          if (does === 'news') {
            const askedAt = now;
            const subjects = [...revokedAt].filter(([, at]) => at.some((each) => each > toldUntil));
            toldUntil = now;
            now += takes;
            cache.apply(changeOf(...subjects.map(([name]) => name)), askedAt);
          }
          const relied = cache.get(sub);
          const answered = relied === undefined ? undefined : trueAt.get(relied);
          const missed = (revokedAt.get(sub) ?? []).filter((at) => answered !== undefined && at > answered);
          expect(missed.every((at) => now - at < 5_000)).toBe(true);
        }
      }),
      { numRuns: 2_000 },
    );
  });
});

interface Deferred<Value> {
  readonly promise: Promise<Value>;
  readonly resolve: (value: Value) => void;
  readonly reject: (reason: Error) => void;
}

function deferred<Value>(): Deferred<Value> {
  let functions: Omit<Deferred<Value>, 'promise'> | undefined;
  const promise = new Promise<Value>((resolve, reject) => {
    functions = { resolve, reject };
  });
  if (functions === undefined) throw new Error('A promise begins at once.');
  return { promise, ...functions };
}

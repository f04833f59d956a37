import { describe, expect, it } from 'vitest';
import { isMet, keyOf, type Condition } from '../../src/authorization/Condition.js';
import { grantsFor } from './grants.js';

const scopes = (...anyOf: string[][]): Condition => ({ kind: 'scopes', anyOf });
const policies = (...anyOf: string[][]): Condition => ({ kind: 'policies', anyOf });

describe('a condition', () => {
  it.each<[string, Condition, Parameters<typeof grantsFor>[0], boolean]>([
    ['signed in, by who did', { kind: 'authenticated' }, {}, true],
    ['signed in, by who did not', { kind: 'authenticated' }, { isAuthenticated: false }, false],
    ['one scope that is held', scopes(['a']), { scopes: ['a', 'b'] }, true],
    ['one scope that is not', scopes(['a']), { scopes: ['b'] }, false],
    ['two scopes of which one is held', scopes(['a', 'b']), { scopes: ['a'] }, false],
    ['two scopes that are held', scopes(['a', 'b']), { scopes: ['b', 'a'] }, true],
    ['one of two alternatives', scopes(['a', 'b'], ['c']), { scopes: ['c'] }, true],
    ['parts of two alternatives', scopes(['a', 'b'], ['c', 'd']), { scopes: ['a', 'c'] }, false],
    ['no alternative at all', scopes(), { scopes: ['a'] }, false],
    ['a policy that is held', policies(['a']), { policies: ['a'] }, true],
    ['a policy that is only held as a scope', policies(['a']), { scopes: ['a'] }, false],
    ['a scope that is only held as a policy', scopes(['a']), { policies: ['a'] }, false],
  ])('%s', (...[, condition, held, expected]) => {
    expect(isMet(condition, grantsFor(held))).toBe(expected);
  });

  it('has the same key in whatever order it is written', () => {
    expect(keyOf(scopes(['a', 'b'], ['c']))).toBe(keyOf(scopes(['c'], ['b', 'a', 'a'])));
  });

  it('has another key than every other condition', () => {
    const different = [
      scopes(['a', 'b']),
      scopes(['a'], ['b']),
      scopes(['a b']),
      scopes(['a,b']),
      scopes([]),
      scopes(),
      policies(['a', 'b']),
      { kind: 'authenticated' } as const,
    ];
    expect(new Set(different.map(keyOf)).size).toBe(different.length);
  });
});

import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isMet, type Condition } from '../../src/authorization/Condition.js';
import { ownDemands } from '../../src/authorization/ownDemands.js';
import { grantsFor } from './grants.js';

const signedIn: Condition = { kind: 'authenticated' };
const scopes = (...anyOf: string[][]): Condition => ({ kind: 'scopes', anyOf });
const policies = (...anyOf: string[][]): Condition => ({ kind: 'policies', anyOf });

describe('what an interface demands of its own', () => {
  it.each<[string, Condition[], Condition[], Condition[]]>([
    ['is nothing when an implementation demands it', [signedIn], [signedIn], []],
    ['is what no implementation demands', [signedIn], [scopes(['a'])], [signedIn]],
    [
      'is nothing when implementations demand it together',
      [scopes(['a', 'b'])],
      [scopes(['a']), scopes(['b'])],
      [],
    ],
    [
      'is all of it when they demand only a part',
      [scopes(['a', 'b'])],
      [scopes(['a'])],
      [scopes(['a', 'b'])],
    ],
    [
      'is nothing for the alternatives composition writes out',
      [scopes(['a', 'c'], ['a', 'd'], ['b', 'c'], ['b', 'd'])],
      [scopes(['a'], ['b']), scopes(['c'], ['d'])],
      [],
    ],
    ['is nothing when it demands less', [scopes(['a'], ['b'])], [scopes(['a'])], []],
    ['does not mistake policies for scopes', [policies(['a'])], [scopes(['a'])], [policies(['a'])]],
    ['is everything without implementations', [signedIn, scopes(['a'])], [], [signedIn, scopes(['a'])]],
  ])('%s', (...[, ofInterface, ofImplementations, expected]) => {
    expect(ownDemands(ofInterface, ofImplementations)).toEqual(expected);
  });

  it('is treated as its own when there are too many alternatives to tell', () => {
    const many = Array.from({ length: 12 }, (_, index) => scopes([`a${index}`], [`b${index}`]));
    const [first] = many;
    expect(ownDemands([first ?? signedIn], many)).toEqual([first]);
  });

  it('adds nothing and loses nothing: with the implementations it says the same', () => {
    const names = ['a', 'b', 'c'];
    const condition = fc.oneof(
      fc.constant(signedIn),
      fc.array(fc.subarray(names), { maxLength: 3 }).map((anyOf) => scopes(...anyOf)),
    );
    const conditions = fc.array(condition, { maxLength: 3 });
    const held = fc.record({ isAuthenticated: fc.boolean(), scopes: fc.subarray(names) });
    fc.assert(
      fc.property(conditions, conditions, held, (ofInterface, ofImplementations, granted) => {
        const own = ownDemands(ofInterface, ofImplementations);
        const meets = (all: readonly Condition[]) => all.every((each) => isMet(each, grantsFor(granted)));
        expect(meets([...own, ...ofImplementations])).toBe(meets([...ofInterface, ...ofImplementations]));
      }),
    );
  });
});

import type { BuiltInRole } from '@ai-collective/contracts';
import { describe, expect, test } from 'vitest';
import type { CommunityKey, Person } from './communities.js';
import { mayKnow, mayKnowPerson, type Knower } from './mayKnow.js';

const person = (roles: Person['roles'], id = 'per_one'): Person => ({
  id,
  name: 'One',
  home: 'alder',
  roles,
});

const acting = (community: CommunityKey | null, roles: Person['roles']): Knower => ({
  kind: 'PERSON',
  community,
  person: person(roles),
});

const at = (community: CommunityKey, role: BuiltInRole): Person['roles'] => ({ [community]: [role] });

describe('what somebody may know of a community', () => {
  test.each<[string, Knower, readonly string[]]>([
    [
      'nobody',
      { kind: 'ANONYMOUS', community: null, person: null },
      ['NOTHING', 'NOTHING', 'NOTHING', 'NOTHING'],
    ],
    [
      'an owner at the top',
      acting('alder', at('alder', 'OWNER')),
      ['EVERYTHING', 'ITS_NAME', 'ITS_NAME', 'NOTHING'],
    ],
    [
      'an auditor at the top',
      acting('alder', at('alder', 'AUDITOR')),
      ['EVERYTHING', 'ITS_NAME', 'ITS_NAME', 'NOTHING'],
    ],
    [
      'a member at the top',
      acting('alder', at('alder', 'MEMBER')),
      ['EVERYTHING', 'NOTHING', 'NOTHING', 'NOTHING'],
    ],
    [
      'a developer at the top',
      acting('alder', at('alder', 'DEVELOPER')),
      ['EVERYTHING', 'NOTHING', 'NOTHING', 'NOTHING'],
    ],
    [
      'an owner from the top, inside',
      acting('beech', at('alder', 'OWNER')),
      ['ITS_NAME', 'EVERYTHING', 'ITS_NAME', 'NOTHING'],
    ],
    [
      'an owner in the middle',
      acting('beech', at('beech', 'OWNER')),
      ['NOTHING', 'EVERYTHING', 'ITS_NAME', 'NOTHING'],
    ],
    [
      'an owner at the bottom',
      acting('chestnut', at('chestnut', 'OWNER')),
      ['NOTHING', 'NOTHING', 'EVERYTHING', 'NOTHING'],
    ],
    [
      'an owner apart',
      acting('dogwood', at('dogwood', 'OWNER')),
      ['NOTHING', 'NOTHING', 'NOTHING', 'EVERYTHING'],
    ],
    [
      'a guest in two places',
      acting('dogwood', { dogwood: ['GUEST'], alder: ['GUEST'] }),
      ['ITS_NAME', 'NOTHING', 'NOTHING', 'EVERYTHING'],
    ],
    [
      'a member who has entered nothing',
      acting(null, at('beech', 'MEMBER')),
      ['NOTHING', 'ITS_NAME', 'NOTHING', 'NOTHING'],
    ],
    [
      'a key',
      { kind: 'SERVICE', community: 'alder', person: null },
      ['EVERYTHING', 'NOTHING', 'NOTHING', 'NOTHING'],
    ],
    [
      'a device',
      { kind: 'DEVICE', community: 'beech', person: null },
      ['NOTHING', 'EVERYTHING', 'NOTHING', 'NOTHING'],
    ],
  ])('%s', (_who, knower, expected) => {
    const keys = ['alder', 'beech', 'chestnut', 'dogwood'] as const;
    expect(keys.map((key) => mayKnow(knower, key))).toEqual(expected);
  });
});

describe('what somebody may know of a person', () => {
  const asked = acting('beech', at('beech', 'GUEST'));

  test.each<[string, Person, string]>([
    ['themselves', person(at('beech', 'GUEST')), 'EVERYTHING'],
    ['another member', person(at('beech', 'MEMBER'), 'per_two'), 'PROFILE'],
    ['an owner from above', person(at('alder', 'OWNER'), 'per_two'), 'ID'],
    ['a member from above', person(at('alder', 'MEMBER'), 'per_two'), 'NOTHING'],
    ['an owner from below', person(at('chestnut', 'OWNER'), 'per_two'), 'NOTHING'],
    ['somebody apart', person(at('dogwood', 'OWNER'), 'per_two'), 'NOTHING'],
  ])('%s', (_who, concerned, expected) => {
    expect(mayKnowPerson(asked, concerned)).toBe(expected);
  });

  test('nobody knows anybody', () => {
    const nobody: Knower = { kind: 'ANONYMOUS', community: null, person: null };
    expect(mayKnowPerson(nobody, person(at('alder', 'OWNER')))).toBe('NOTHING');
  });
});

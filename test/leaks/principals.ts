import { permissions, type PassportClaims } from '@ai-collective/contracts';
import { rolesIn, type CommunityKey, type Person } from './communities.js';
import type { Facts } from './Facts.js';
import type { Knower } from './mayKnow.js';

/** Somebody who asks. */
export interface Principal {
  /** For reports. */
  readonly name: string;
  /** Where they belong, whatever they have entered. */
  readonly home: CommunityKey;
  readonly claims: Partial<PassportClaims>;
  readonly knower: Knower;
}

/** Everybody who can act in a community, those without one who belong to it, and nobody. */
export function principalsOf({ ids, people, things }: Facts, home: CommunityKey): readonly Principal[] {
  const entering = people.filter(({ roles }) => rolesIn(roles, home).length > 0);
  const member = entering.find(({ roles }) => roles[home]?.includes('MEMBER'));
  const [adminKey = '', scopedKey = ''] = things[home].apiKey;
  const [device = ''] = things[home].device;
  const community = ids[home];
  const program = (name: string, claims: Partial<PassportClaims>): Principal => ({
    name,
    home,
    claims: { scopes: null, community, ...claims },
    knower: { kind: claims.kind ?? 'SERVICE', community: home, person: null },
  });
  return [
    ...entering.map((person) => acting(person, home, community)),
    ...(member === undefined ? [] : [outside(member, home)]),
    program('a key', { kind: 'SERVICE', sub: adminKey, roles: ['ADMIN'] }),
    program('a key with all scopes', {
      kind: 'SERVICE',
      sub: adminKey,
      roles: ['OWNER'],
      scopes: permissions,
    }),
    program('a scoped key', {
      kind: 'SERVICE',
      sub: scopedKey,
      roles: ['DEVELOPER'],
      scopes: ['models:read', 'jobs:read', 'blobs:read'],
    }),
    program('a device', { kind: 'DEVICE', sub: device, roles: [] }),
    {
      name: 'nobody',
      home,
      claims: { kind: 'ANONYMOUS', sub: '', community: '', roles: [], scopes: null },
      knower: { kind: 'ANONYMOUS', community: null, person: null },
    },
  ];
}

function acting(person: Person, home: CommunityKey, community: string): Principal {
  return {
    name: person.name,
    home,
    claims: { kind: 'PERSON', sub: person.id, community, roles: rolesIn(person.roles, home), scopes: null },
    knower: { kind: 'PERSON', community: home, person },
  };
}

function outside(person: Person, home: CommunityKey): Principal {
  return {
    name: `${person.name}, who has entered nothing`,
    home,
    claims: { kind: 'PERSON', sub: person.id, community: '', roles: [], scopes: null },
    knower: { kind: 'PERSON', community: null, person },
  };
}

import {
  newId,
  permissions,
  type GrantClaim,
  type GrantScope,
  type PassportClaims,
} from '@ai-collective/contracts';
import { communityKeys, rolesIn, wayUp, type CommunityKey, type Person } from './communities.js';
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
  const [community = '', ...ancestors] = wayUp(home).map((key) => ids[key]);
  const program = (name: string, claims: Partial<PassportClaims>): Principal => ({
    name,
    home,
    claims: { scopes: null, community, ancestors, ...claims },
    knower: { kind: claims.kind ?? 'SERVICE', community: home, person: null },
  });
  return [
    ...entering.map((person) => acting(person, home, ids)),
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
    ...(member === undefined ? [] : [granted(acting(member, home, ids), things)]),
    program('a device', { kind: 'DEVICE', sub: device, roles: [] }),
    {
      name: 'nobody',
      home,
      claims: { kind: 'ANONYMOUS', sub: '', community: '', roles: [], scopes: null },
      knower: { kind: 'ANONYMOUS', community: null, person: null },
    },
  ];
}

function acting(person: Person, home: CommunityKey, ids: Facts['ids']): Principal {
  const [community = '', ...ancestors] = wayUp(home).map((key) => ids[key]);
  return {
    name: person.name,
    home,
    claims: {
      ...{ kind: 'PERSON', sub: person.id, community, ancestors },
      ...{ roles: rolesIn(person.roles, home), scopes: null },
    },
    knower: { kind: 'PERSON', community: home, person },
  };
}

/** Somebody with no role but for single things: of their community, and of others, as if these had been theirs to give. */
function granted(principal: Principal, things: Facts['things']): Principal {
  const everywhere = communityKeys.map((key) => things[key]);
  const scopes: readonly GrantScope[] = [
    ...everywhere.map(({ fleet: [id = ''] }) => ({ type: 'FLEET', id }) as const),
    ...everywhere.map(({ model: [id = ''] }) => ({ type: 'MODEL', id }) as const),
    { type: 'BLOBS', prefix: 'zq-' },
  ];
  const grants = scopes.map((on): GrantClaim => {
    return { id: newId('grant'), role: 'DEVELOPER', permissions: [], on, until: null };
  });
  const name = `${principal.name}, for some things alone`;
  return { ...principal, name, claims: { ...principal.claims, roles: [], grants } };
}

function outside(person: Person, home: CommunityKey): Principal {
  return {
    name: `${person.name}, who has entered nothing`,
    home,
    claims: { kind: 'PERSON', sub: person.id, community: '', roles: [], scopes: null },
    knower: { kind: 'PERSON', community: null, person },
  };
}

import { rolePermissions } from '@ai-collective/contracts';
import { describe, expect, it } from 'vitest';
import { anonymous, type Principal } from '../../src/authentication/Principal.js';
import { nobody } from '../../src/authorization/Grants.js';
import { grantsOf } from '../../src/authorization/grantsOf.js';

const person: Principal = { ...anonymous, sub: 'p', kind: 'PERSON', community: 'c', roles: ['MEMBER'] };

describe('what a principal holds', () => {
  it('is nothing for who did not sign in, whatever else is said of them', () => {
    const nothing = { ...nobody, obstacle: 'UNAUTHENTICATED' };
    expect(grantsOf(anonymous)).toEqual(nothing);
    expect(grantsOf({ ...anonymous, roles: ['OWNER'] })).toEqual(nothing);
  });

  it('is every permission of its roles when it has no scopes of its own', () => {
    const { isAuthenticated, scopes, policies } = grantsOf({ ...person, roles: ['MEMBER', 'AUDITOR'] });
    expect(isAuthenticated).toBe(true);
    expect(scopes).toEqual(new Set([...rolePermissions.MEMBER, ...rolePermissions.AUDITOR]));
    expect(policies).toEqual(new Set(['MEMBER', 'AUDITOR']));
  });

  it('is what its scopes leave of the permissions of its roles, and no role', () => {
    const { scopes, policies } = grantsOf({
      ...person,
      kind: 'SERVICE',
      scopes: ['jobs:read', 'keys:manage'],
    });
    expect(scopes).toEqual(new Set(['jobs:read']));
    expect(policies.size).toBe(0);
  });

  it('says what is in the way of more: a community not chosen, or else what it lacks', () => {
    expect(grantsOf({ ...person, community: '', roles: [] }).obstacle).toBe('COMMUNITY_REQUIRED');
    expect(grantsOf(person).obstacle).toBe('FORBIDDEN');
  });

  it('is also what it was granted, for whatever thing, until that ends', () => {
    const grant = (more: object) => ({
      ...{ id: 'grt_1', role: 'rol_1', permissions: [], on: { type: 'FLEET', id: 'flt_1' }, until: null },
      ...more,
    });
    const granted = {
      ...person,
      roles: [],
      grants: [
        grant({ permissions: ['jobs:submit'] }),
        grant({ permissions: ['jobs:cancel'], until: 1_000 }),
        grant({ role: 'AUDITOR', on: { type: 'COMMUNITY' }, until: 1_001 }),
      ],
    } as Principal;
    const { scopes, policies } = grantsOf(granted, undefined, 1_000);
    expect(scopes).toEqual(new Set(['jobs:submit', ...rolePermissions.AUDITOR]));
    expect(policies).toEqual(new Set(['AUDITOR']));
    expect(grantsOf({ ...granted, scopes: ['jobs:submit'] }, undefined, 1_000).scopes).toEqual(
      new Set(['jobs:submit']),
    );
  });

  it('is also what policies of its community may open to somebody, within its scopes', () => {
    const opened = new Set(['audit:read', 'jobs:submit'] as const);
    const guest: Principal = { ...person, roles: [] };
    expect(grantsOf(guest, opened).scopes).toEqual(opened);
    expect(grantsOf({ ...guest, scopes: ['audit:read'] }, opened).scopes).toEqual(new Set(['audit:read']));
    expect(grantsOf({ ...guest, community: '' }, opened).scopes.size).toBe(0);
    expect(grantsOf(anonymous, opened).scopes.size).toBe(0);
  });

  it('is no permission without a role', () => {
    expect(grantsOf({ ...person, roles: [] }).scopes.size).toBe(0);
  });
});

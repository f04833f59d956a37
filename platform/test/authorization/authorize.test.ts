import { passportIssuer, permissions, rolePermissions, type PassportClaims } from '@ai-collective/contracts';
import { describe, expect, it } from 'vitest';
import { authorize } from '../../src/authorization/authorize.js';

const passport = (claims: Partial<PassportClaims> = {}): PassportClaims => ({
  iss: passportIssuer,
  aud: 'compute',
  sub: 'per_1',
  kind: 'PERSON',
  community: 'com_1',
  roles: ['DEVELOPER'],
  scopes: null,
  policyVersion: 7,
  iat: 0,
  exp: 60,
  ...claims,
});

describe('authorize', () => {
  it('names the role and policy version a permission rests on', () => {
    expect(authorize(passport({ roles: ['GUEST', 'DEVELOPER'] }), 'jobs:submit')).toEqual({
      permission: 'jobs:submit',
      community: 'com_1',
      because: 'DEVELOPER',
      policyVersion: 7,
    });
  });

  it.each([
    ['nobody is signed in', { kind: 'ANONYMOUS', community: '', roles: [] }, 'UNAUTHENTICATED'],
    ['no community was chosen', { community: '' }, 'COMMUNITY_REQUIRED'],
    ['no role carries it', { roles: ['MEMBER'] }, 'FORBIDDEN'],
    ['there is no role at all', { roles: [] }, 'FORBIDDEN'],
    ['the scopes leave it out', { scopes: ['jobs:read'] }, 'FORBIDDEN'],
  ] as const)('refuses when %s', (_, claims, code) => {
    expect(() => authorize(passport(claims as Partial<PassportClaims>), 'jobs:submit')).toThrow(
      expect.objectContaining({ code }),
    );
  });

  it('refuses a resource of another community, whatever the role', () => {
    expect(() => authorize(passport({ roles: ['OWNER'] }), 'jobs:read', { community: 'com_2' })).toThrow(
      expect.objectContaining({ code: 'FORBIDDEN' }),
    );
  });

  it('gives owners everything and guests nothing that changes anything', () => {
    expect(rolePermissions.OWNER).toEqual(permissions);
    expect(rolePermissions.GUEST.every((permission) => permission.endsWith(':read'))).toBe(true);
  });
});

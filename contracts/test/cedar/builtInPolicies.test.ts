import { describe, expect, it } from 'vitest';
import { builtInPolicies } from '../../src/cedar/builtInPolicies.js';
import { cedarSchema } from '../../src/cedar/cedarSchema.js';
import { builtInRoles, permissions, rolePermissions } from '../../src/roles.js';

describe('builtInPolicies', () => {
  it('has a rail for each thing no community can allow, and all of them forbid', () => {
    const rails = builtInPolicies.filter(({ kind }) => kind === 'RAIL');
    expect(rails.map(({ id }) => id)).toEqual(['rail:own-community', 'rail:scopes', 'rail:known-kinds']);
    expect(rails.every(({ text }) => text.startsWith('forbid'))).toBe(true);
  });

  it.each(builtInRoles)('permits %s exactly its permissions', (role) => {
    const text = builtInPolicies.find(({ id }) => id === `role:${role}`)?.text ?? '';
    const named = [...text.matchAll(/Action::"([^"]+)"/g)].map(([, permission]) => permission);
    expect(named).toEqual(rolePermissions[role]);
    expect(text).toContain(`principal in Role::"${role}"`);
  });

  it('gives owners everything and guests nothing that changes anything', () => {
    expect(rolePermissions.OWNER).toEqual(permissions);
    expect(rolePermissions.GUEST.every((permission) => permission.endsWith(':read'))).toBe(true);
  });
});

describe('cedarSchema', () => {
  it('has an action for every permission, and one for the work of devices', () => {
    const actions = [...cedarSchema.matchAll(/action "([^"]+)"/g)].map(([, action]) => action);
    expect(actions).toEqual([...permissions, 'tasks:run']);
  });
});

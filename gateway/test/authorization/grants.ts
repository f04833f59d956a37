import type { Grants } from '../../src/authorization/Grants.js';

/** Grants of somebody who signed in, unless told otherwise. */
export function grantsFor({
  isAuthenticated = true,
  scopes = [],
  policies = [],
}: {
  readonly isAuthenticated?: boolean;
  readonly scopes?: readonly string[];
  readonly policies?: readonly string[];
} = {}): Grants {
  return { isAuthenticated, scopes: new Set(scopes), policies: new Set(policies) };
}

/** Everything the office protects. */
export const everything = grantsFor({
  scopes: ['audit:read', 'staff:fire', 'pay:read', 'staff:read', 'admin', 'files:read', 'bank:read'],
  policies: ['trusted', 'pii', 'admin'],
});

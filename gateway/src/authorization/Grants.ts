/** What a caller may have, as far as `@authenticated`, `@requiresScopes` and `@policy` ask. */
export interface Grants {
  readonly isAuthenticated: boolean;
  readonly scopes: ReadonlySet<string>;
  readonly policies: ReadonlySet<string>;
}

/** Somebody who did not sign in: everything protected is denied. */
export const nobody: Grants = Object.freeze({
  isAuthenticated: false,
  scopes: new Set<string>(),
  policies: new Set<string>(),
});

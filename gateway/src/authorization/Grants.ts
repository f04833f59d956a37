/** What a caller may have, as far as `@authenticated`, `@requiresScopes` and `@policy` ask. */
export interface Grants {
  readonly isAuthenticated: boolean;
  readonly scopes: ReadonlySet<string>;
  readonly policies: ReadonlySet<string>;
  /** What stands in the way of what is denied, for a host that knows it. */
  readonly obstacle?: Obstacle;
}

/** Why somebody does not have more: as the codes with which subgraphs deny. */
export type Obstacle = 'UNAUTHENTICATED' | 'COMMUNITY_REQUIRED' | 'FORBIDDEN';

/** Somebody who did not sign in: everything protected is denied. */
export const nobody: Grants = Object.freeze({
  isAuthenticated: false,
  scopes: new Set<string>(),
  policies: new Set<string>(),
});

import type { Grants } from './Grants.js';

/** Scopes or policies: one of the outer list, and of that one all. An empty outer list is met by nobody. */
export type Alternatives = readonly (readonly string[])[];

/** What one use of a directive demands. */
export type Condition =
  | { readonly kind: 'authenticated' }
  | { readonly kind: 'scopes'; readonly anyOf: Alternatives }
  | { readonly kind: 'policies'; readonly anyOf: Alternatives };

export function isMet(condition: Condition, grants: Grants): boolean {
  switch (condition.kind) {
    case 'authenticated':
      return grants.isAuthenticated;
    case 'scopes':
      return isOneHeld(condition.anyOf, grants.scopes);
    case 'policies':
      return isOneHeld(condition.anyOf, grants.policies);
  }
}

function isOneHeld(anyOf: Alternatives, held: ReadonlySet<string>): boolean {
  return anyOf.some((all) => all.every((name) => held.has(name)));
}

/** The same text for the same condition, in whatever order its names are written. */
export function keyOf(condition: Condition): string {
  if (condition.kind === 'authenticated') return condition.kind;
  const groups = condition.anyOf.map((all) => JSON.stringify([...new Set(all)].sort()));
  return `${condition.kind} ${[...new Set(groups)].sort().join(' ')}`;
}

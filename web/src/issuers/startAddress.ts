/** What somebody begins at an issuer. */
export interface IssuerVisit {
  /** The community's slug. */
  readonly community: string;
  /** The issuer's id. */
  readonly issuer: string;
  /** A path of this site to come back to; null: the start page. */
  readonly next: string | null;
  /** Whether the account there is linked to the person who is signed in, rather than signed in with. */
  readonly isLinking?: boolean;
}

/** Where the browser goes to sign in at an issuer: by a navigation of this site, since identity takes no other. */
export function startAddress({ community, issuer, next, isLinking = false }: IssuerVisit): string {
  const query = new URLSearchParams({ community, issuer });
  if (next !== null) query.set('next', next);
  if (isLinking) query.set('link', 'true');
  return `/auth/oidc/start?${query.toString()}`;
}

import type { Services } from './Services.js';

/** What anybody may know of an issuer that signs people in to a community. */
export interface SignInIssuer {
  readonly id: string;
  readonly displayName: string;
}

const issuersAtMost = 10;

/**
 * The issuers with which people sign in to a community, in the order it came to trust them. None of a community that does not exist, in
 * the same one query, so that neither the answer nor its time says so. `source` is who asks: throws RATE_LIMITED.
 */
export async function listSignInIssuers(
  { database, oidc }: Services,
  { community, source }: { readonly community: string; readonly source: string },
): Promise<readonly SignInIssuer[]> {
  oidc.listings.take(source);
  return database.withoutTenant((em) =>
    em.execute<SignInIssuer[]>('select id, display_name as "displayName" from issuers_of_community(?, ?)', [
      community,
      issuersAtMost,
    ]),
  );
}

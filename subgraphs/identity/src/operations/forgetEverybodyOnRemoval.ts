import type { Database, Logger, SigningKeys } from '@ai-collective/platform';

/**
 * Tells the gateway, with the next changes it asks for, that no earlier answer about any credential may be relied on, whenever
 * a key was removed that signed access tokens.
 */
export function forgetEverybodyOnRemoval(
  keys: SigningKeys,
  { database, log }: { readonly database: Database; readonly log: Logger },
): void {
  keys.onRemoval(() => {
    database
      .withoutTenant((em) => em.execute('insert into credential_change (subject) values (null)'))
      .catch((error: unknown) =>
        log.error({ err: error }, 'the gateway was not told that a signing key was removed'),
      );
  });
}

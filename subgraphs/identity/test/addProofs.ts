import { newId } from '@ai-collective/contracts';
import { newSecret } from '../src/operations/newSecret.js';
import type { TestIdentity } from './startTestIdentity.js';

/** Ids of what a person can sign in with. */
export interface Proofs {
  readonly passkey: string;
  readonly linkedAccount: string;
}

/** Gives a person a passkey, one that is being registered, two recovery codes and an account at an issuer, as rows. */
export async function addProofs(identity: TestIdentity, personId: string): Promise<Proofs> {
  const proofs = { passkey: newId('passkey'), linkedAccount: newId('linkedAccount') };
  await identity.database.withoutTenant(async (em) => {
    await em.execute(
      `insert into passkey (id, person_id, credential_id, public_key, sign_count, transports, backed_up, name, created_at)
       values (?, ?, ?, 'key', 0, '{}', false, 'laptop', now())`,
      [proofs.passkey, personId, newSecret()],
    );
    await em.execute(
      `insert into passkey_challenge (challenge_digest, browser_digest, purpose, person_id, expires_at)
       values (?, 'browser', 'REGISTER', ?, now())`,
      [newSecret(), personId],
    );
    for (const digest of [newSecret(), newSecret()])
      await em.execute(
        'insert into recovery_code (code_digest, person_id, created_at) values (?, ?, now())',
        [...[digest, personId]],
      );
    await em.execute(
      `insert into linked_account (id, person_id, issuer, subject, linked_at, used_at)
       values (?, ?, 'https://issuer.example', ?, now(), now())`,
      [proofs.linkedAccount, personId, newSecret()],
    );
  });
  return proofs;
}

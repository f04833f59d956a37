import * as z from 'zod/mini';
import { askGraphql, type Answer } from '../http/askGraphql.js';

const linkedAccountSchema = z.object({
  id: z.string(),
  issuer: z.string(),
  linkedAt: z.string(),
  usedAt: z.string(),
});

/** An account at an issuer with which somebody signs in. Times are ISO 8601. */
export type LinkedAccount = z.infer<typeof linkedAccountSchema>;

/** The accounts of whoever is signed in. Never rejects. */
export async function fetchLinkedAccounts(): Promise<Answer<readonly LinkedAccount[]>> {
  const answer = await askGraphql({
    query: 'query LinkedAccounts { linkedAccounts { id issuer linkedAt usedAt } }',
    data: z.object({ linkedAccounts: z.array(linkedAccountSchema) }),
  });
  return answer.outcome === 'answered' ? { outcome: 'answered', data: answer.data.linkedAccounts } : answer;
}

/** Unlinks one of them. Never rejects. */
export function unlinkAccount(id: string): Promise<Answer<unknown>> {
  return askGraphql({
    query: 'mutation UnlinkAccount($id: ID!) { unlinkAccount(id: $id) { id } }',
    variables: { id },
    data: z.object({ unlinkAccount: z.object({ id: z.string() }) }),
  });
}

/** What people know an issuer by when it has no name: its host. */
export function hostOf(issuer: string): string {
  return URL.canParse(issuer) ? new URL(issuer).host : issuer;
}

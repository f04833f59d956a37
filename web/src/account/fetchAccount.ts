import * as z from 'zod/mini';
import { askGraphql, type Answer } from '../http/askGraphql.js';

const passkeySchema = z.object({
  id: z.string(),
  name: z.string(),
  backedUp: z.boolean(),
  createdAt: z.string(),
  lastUsedAt: z.nullable(z.string()),
});

const viewerSchema = z.object({
  viewer: z.nullable(
    z.object({
      person: z.nullable(z.object({ id: z.string(), name: z.string() })),
      community: z.nullable(z.object({ slug: z.string() })),
      recoveryCodesLeft: z.number(),
      passkeys: z.array(passkeySchema),
    }),
  ),
});

/** A passkey as its owner sees it. Times are ISO 8601. */
export type Passkey = z.infer<typeof passkeySchema>;

/** What somebody signs in with. */
export interface Account {
  readonly personId: string;
  readonly person: string;
  /** The slug of the community they are in; null when they are in none. */
  readonly community: string | null;
  readonly passkeys: readonly Passkey[];
  readonly recoveryCodesLeft: number;
}

const query = `query Account {
  viewer { person { id name } community { slug } recoveryCodesLeft passkeys { id name backedUp createdAt lastUsedAt } }
}`;

/** The account of whoever is signed in; null when nobody is. Never rejects. */
export async function fetchAccount(): Promise<Answer<Account | null>> {
  const answer = await askGraphql({ query, data: viewerSchema });
  if (answer.outcome !== 'answered') return answer;
  const { viewer } = answer.data;
  if (!viewer?.person) return { outcome: 'answered', data: null };
  const { person, community, passkeys, recoveryCodesLeft } = viewer;
  return {
    outcome: 'answered',
    data: {
      personId: person.id,
      person: person.name,
      community: community?.slug ?? null,
      passkeys,
      recoveryCodesLeft,
    },
  };
}

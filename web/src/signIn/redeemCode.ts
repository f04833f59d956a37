import * as z from 'zod/mini';
import { postJson } from '../http/postJson.js';
import { refusalSchema } from '../http/Refusal.js';

const tooManyRequests = 429;

const sessionSchema = z.object({
  person: z.object({ id: z.string(), name: z.string() }),
  community: z.nullable(z.object({ id: z.string(), slug: z.string(), name: z.string() })),
});

/** Somebody is signed in, and where. */
export interface SignedIn {
  readonly outcome: 'signedIn';
  readonly personId: string;
  readonly person: string;
  readonly community: string | null;
}

/** How redeeming a one-time code ended. */
export type Redemption =
  | SignedIn
  | { readonly outcome: 'refused'; readonly message: string; readonly tryAgain: boolean }
  | { readonly outcome: 'failed' };

/**
 * Redeems the one-time code of a link; the answer sets the session's cookie, which scripts cannot read.
 * Never rejects: no answer, or one that makes no sense, is `failed` and may be tried again.
 */
export function redeemCode(code: string): Promise<Redemption> {
  return tradeAt('/auth/redeem', { code });
}

/** Signs in with a recovery code, in the same way. */
export function redeemRecoveryCode(code: string): Promise<Redemption> {
  return tradeAt('/auth/recovery', { code });
}

/** Trades a proof for a session at one of identity's doors. Never rejects. */
export async function tradeAt(path: string, proof: unknown): Promise<Redemption> {
  const answer = await postJson(path, proof);
  return answer === null ? { outcome: 'failed' } : readRedemption(answer.status, answer.body);
}

/**
 * Reads how a door answered. A refusal is final for this code, except that too many attempts pass with time; anything of the
 * server's own may be tried again.
 */
export function readRedemption(status: number, body: unknown): Redemption {
  const session = sessionSchema.safeParse(body);
  if (status === 200 && session.success) {
    const { person, community } = session.data;
    return {
      outcome: 'signedIn',
      personId: person.id,
      person: person.name,
      community: community?.name ?? null,
    };
  }
  const refusal = refusalSchema.safeParse(body);
  if (status >= 400 && status < 500 && refusal.success) {
    return { outcome: 'refused', message: refusal.data.message, tryAgain: status === tooManyRequests };
  }
  return { outcome: 'failed' };
}

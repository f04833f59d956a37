import * as z from 'zod/mini';

const timeoutMs = 15_000;
const tooManyRequests = 429;

const sessionSchema = z.object({
  person: z.object({ id: z.string(), name: z.string() }),
  community: z.nullable(z.object({ id: z.string(), slug: z.string(), name: z.string() })),
});

const refusalSchema = z.object({ code: z.string(), message: z.string() });

/** How redeeming a one-time code ended. */
export type Redemption =
  | { readonly outcome: 'signedIn'; readonly person: string; readonly community: string | null }
  | { readonly outcome: 'refused'; readonly message: string; readonly tryAgain: boolean }
  | { readonly outcome: 'failed' };

/**
 * Redeems a one-time code; the answer sets the session's cookie, which scripts cannot read.
 * Never rejects: no answer, or one that makes no sense, is `failed` and may be tried again.
 */
export async function redeemCode(code: string): Promise<Redemption> {
  try {
    const response = await fetch('/auth/redeem', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ code }),
      credentials: 'same-origin',
      signal: AbortSignal.timeout(timeoutMs),
    });
    const body: unknown = await response.json();
    return readRedemption(response.status, body);
  } catch {
    return { outcome: 'failed' };
  }
}

/**
 * Reads the answer of `POST /auth/redeem`. A refusal is final for this code, except that too many attempts pass with
 * time; anything of the server's own may be tried again.
 */
export function readRedemption(status: number, body: unknown): Redemption {
  const session = sessionSchema.safeParse(body);
  if (status === 200 && session.success) {
    const { person, community } = session.data;
    return { outcome: 'signedIn', person: person.name, community: community?.name ?? null };
  }
  const refusal = refusalSchema.safeParse(body);
  if (status >= 400 && status < 500 && refusal.success) {
    return { outcome: 'refused', message: refusal.data.message, tryAgain: status === tooManyRequests };
  }
  return { outcome: 'failed' };
}

import * as z from 'zod/mini';
import { readRedemption, type Redemption } from '../signIn/redeemCode.js';

const timeoutMs = 15_000;

const mutation = 'mutation Join($code: String!) { acceptInvitation(code: $code) { name } }';

const joinedSchema = z.object({ data: z.object({ acceptInvitation: z.object({ name: z.string() }) }) });
const refusedSchema = z.object({
  errors: z.array(z.object({ message: z.string(), extensions: z.object({ code: z.string() }) })),
});

/** How accepting an invitation ended. Somebody new is signed in, others have joined with the account they have. */
export type Acceptance = Redemption | { readonly outcome: 'joined'; readonly community: string };

/** Codes that say nothing about the invitation itself. */
const passing = new Set(['RATE_LIMITED', 'INTERNAL_SERVER_ERROR', 'IDENTITY_UNAVAILABLE']);

/** Opens an account with an invitation; the answer sets the session's cookie. Never rejects. */
export async function openAccount(code: string, name: string): Promise<Acceptance> {
  const { status, body } = await post('/auth/invitations/accept', { code, name });
  return readRedemption(status, body);
}

/** Joins with the account of whoever is signed in. Never rejects. */
export async function joinAsViewer(code: string): Promise<Acceptance> {
  const { body } = await post('/graphql', { query: mutation, variables: { code } });
  return readJoining(body);
}

/** Reads the answer to `acceptInvitation`. */
export function readJoining(body: unknown): Acceptance {
  const joined = joinedSchema.safeParse(body);
  if (joined.success) return { outcome: 'joined', community: joined.data.data.acceptInvitation.name };
  const [refusal] = refusedSchema.safeParse(body).data?.errors ?? [];
  if (refusal === undefined) return { outcome: 'failed' };
  const { message, extensions } = refusal;
  return { outcome: 'refused', message, tryAgain: passing.has(extensions.code) };
}

/** Status 0 and null when nobody answered as expected. */
async function post(
  path: string,
  message: object,
): Promise<{ readonly status: number; readonly body: unknown }> {
  try {
    const response = await fetch(path, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'application/json' },
      body: JSON.stringify(message),
      credentials: 'same-origin',
      signal: AbortSignal.timeout(timeoutMs),
    });
    const body: unknown = await response.json();
    return { status: response.status, body };
  } catch {
    return { status: 0, body: null };
  }
}

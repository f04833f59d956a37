import * as z from 'zod/mini';
import type { Answer } from '../http/askGraphql.js';
import { failed, refusalSchema } from '../http/Refusal.js';

const timeoutMs = 15_000;

const issuerSchema = z.object({ id: z.string(), displayName: z.string() });
const issuersSchema = z.object({ issuers: z.array(issuerSchema) });

/** Where people of a community have accounts with which they sign in. */
export type Issuer = z.infer<typeof issuerSchema>;

/**
 * The issuers of a community, by its slug; none of one that does not exist. `cache`: whether an answer of the last minute will do.
 * Never rejects.
 */
export async function fetchIssuers(
  community: string,
  cache: RequestCache = 'default',
): Promise<Answer<readonly Issuer[]>> {
  try {
    const response = await fetch(`/auth/oidc/issuers?${new URLSearchParams({ community }).toString()}`, {
      headers: { accept: 'application/json' },
      credentials: 'same-origin',
      cache,
      signal: AbortSignal.timeout(timeoutMs),
    });
    return readIssuers(response.status, await response.json());
  } catch {
    return failed;
  }
}

/** Reads how identity answered. */
export function readIssuers(status: number, body: unknown): Answer<readonly Issuer[]> {
  const listed = issuersSchema.safeParse(body);
  if (status === 200 && listed.success) return { outcome: 'answered', data: listed.data.issuers };
  const refusal = refusalSchema.safeParse(body);
  return refusal.success ? { outcome: 'refused', ...refusal.data } : failed;
}

import { z } from 'zod';
import type { Sealer } from './createSealer.js';

const stateSchema = z.object({
  state: z.string(),
  nonce: z.string(),
  verifier: z.string(),
  issuerId: z.string(),
  communityId: z.string(),
  /** A local path. */
  next: z.string(),
  /** The session that an account shall be linked from; null: to sign in. */
  linkFrom: z.string().nullable(),
  /** The session that the browser had when it left; it ends when somebody has signed in. */
  former: z.string().nullable(),
  /** Unix milliseconds. */
  expiresAt: z.number(),
});

/** A sign-in under way at an issuer, kept by the browser that began it. */
export type SignInState = Readonly<z.infer<typeof stateSchema>>;

const context = 'state';

/** The state as a cookie's value: nobody can read or change it. */
export function sealState(sealer: Sealer, state: SignInState): string {
  return sealer.seal(JSON.stringify(state), context);
}

/** The state in a cookie, unless it is not ours or over. */
export function openState(sealer: Sealer, sealed: string | undefined, now: Date): SignInState | undefined {
  const text = sealed === undefined ? undefined : sealer.open(sealed, context);
  if (text === undefined) return undefined;
  const state = stateSchema.parse(JSON.parse(text));
  return state.expiresAt > now.getTime() ? state : undefined;
}

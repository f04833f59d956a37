import { startRegistration, type PublicKeyCredentialCreationOptionsJSON } from '@simplewebauthn/browser';
import * as z from 'zod/mini';
import { postJson, type JsonAnswer } from '../http/postJson.js';
import { failed, refusalSchema, type Refusal } from '../http/Refusal.js';
import { noPasskey, type NoPasskey } from '../passkeys/ceremony.js';

const publicKey = z.literal('public-key');

const optionsSchema: z.ZodMiniType<PublicKeyCredentialCreationOptionsJSON> = z.object({
  challenge: z.string(),
  rp: z.object({ id: z.string(), name: z.string() }),
  user: z.object({ id: z.string(), name: z.string(), displayName: z.string() }),
  pubKeyCredParams: z.array(z.object({ alg: z.number(), type: publicKey })),
  timeout: z.number(),
  attestation: z.literal('none'),
  excludeCredentials: z.array(z.object({ id: z.string(), type: publicKey })),
  authenticatorSelection: z.object({
    residentKey: z.literal('required'),
    requireResidentKey: z.literal(true),
    userVerification: z.literal('required'),
  }),
});

const addedSchema = z.object({
  passkey: z.object({ id: z.string() }),
  recoveryCodes: z.nullable(z.array(z.string())),
});

/** How adding a passkey ended. The first one comes with recovery codes, which are shown once. */
export type Addition =
  { readonly outcome: 'added'; readonly recoveryCodes: readonly string[] | null } | NoPasskey | Refusal;

/** Has the browser make a passkey, and adds it to the account under a name. Never rejects. */
export async function addPasskey(name: string): Promise<Addition> {
  const begun = await postJson('/auth/passkeys/register/options', {});
  const options = optionsSchema.safeParse(begun?.body);
  if (!options.success) return refusalIn(begun);
  try {
    const response = await startRegistration({ optionsJSON: options.data });
    return readAddition(await postJson('/auth/passkeys/register/verify', { name, response }));
  } catch (error) {
    return noPasskey(error);
  }
}

/** Reads how `POST /auth/passkeys/register/verify` answered. */
export function readAddition(answer: JsonAnswer | null): Addition {
  const added = addedSchema.safeParse(answer?.body);
  return answer?.status === 200 && added.success
    ? { outcome: 'added', recoveryCodes: added.data.recoveryCodes }
    : refusalIn(answer);
}

function refusalIn(answer: JsonAnswer | null): Refusal {
  const refusal = refusalSchema.safeParse(answer?.body);
  return refusal.success ? { outcome: 'refused', ...refusal.data } : failed;
}

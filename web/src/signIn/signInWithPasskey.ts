import { startAuthentication, type PublicKeyCredentialRequestOptionsJSON } from '@simplewebauthn/browser';
import * as z from 'zod/mini';
import { postJson } from '../http/postJson.js';
import { noPasskey, type NoPasskey } from '../passkeys/ceremony.js';
import { readRedemption, tradeAt, type Redemption } from './redeemCode.js';

const optionsSchema: z.ZodMiniType<PublicKeyCredentialRequestOptionsJSON> = z.object({
  challenge: z.string(),
  rpId: z.string(),
  timeout: z.number(),
  userVerification: z.literal('required'),
});

/** Signs in with whichever passkey the person chooses in the browser's dialog. Never rejects. */
export async function signInWithPasskey(): Promise<Redemption | NoPasskey> {
  const begun = await postJson('/auth/passkeys/sign-in/options', {});
  if (begun === null) return { outcome: 'failed' };
  const options = optionsSchema.safeParse(begun.body);
  if (!options.success) return readRedemption(begun.status, begun.body);
  try {
    const response = await startAuthentication({ optionsJSON: options.data });
    return await tradeAt('/auth/passkeys/sign-in/verify', { response });
  } catch (error) {
    return noPasskey(error);
  }
}

import { z } from 'zod';
import { errors } from '../errors.js';

const clientDataSchema = z.object({ challenge: z.string().min(1) });

/** The challenge that a browser says it answers. Throws PASSKEY_INVALID when its client data is none. */
export function challengeOf(clientDataJson: string): string {
  const parsed = clientDataSchema.safeParse(parseJson(Buffer.from(clientDataJson, 'base64url').toString()));
  if (!parsed.success) throw errors.PASSKEY_INVALID();
  return parsed.data.challenge;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

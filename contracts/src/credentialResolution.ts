import { z } from 'zod';

/** Path of identity's door for the gateway; it takes a passport of kind GATEWAY and nothing else. */
export const credentialResolutionPath = '/credentials/resolve';

/**
 * The gateway's question: whose credential is this, in which community?
 * `community` is an id or slug from the `x-community` header, or null for the credential's own.
 */
export const credentialQuestionSchema = z.object({
  credential: z.string().min(1).max(4096),
  community: z.string().max(128).nullable(),
});

export type CredentialQuestion = z.infer<typeof credentialQuestionSchema>;

/** API keys look like `aic_<26 characters of key id>_<43 characters of base64url secret>`. */
export const apiKeyPattern = /^aic_([0-7][0-9a-hjkmnp-tv-z]{25})_([A-Za-z0-9_-]{43})$/;

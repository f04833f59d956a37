import { z } from 'zod';
import { resolvedCredentialSchema } from './passport.js';

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

/** Most questions of one call. */
export const credentialQuestionsLimit = 64;

/** What the gateway posts to identity's door: all it wants to know at the moment. */
export const credentialQuestionsSchema = z.object({
  questions: z.array(credentialQuestionSchema).min(1).max(credentialQuestionsLimit).readonly(),
});

/** Why a credential was not accepted. */
export const credentialRefusalSchema = z.object({
  /** As HTTP has them: 401 the credential does not work, 403 not there, 500 and more: identity does not know. */
  status: z.int().min(400).max(599),
  code: z.string().regex(/^[A-Z][A-Z0-9_]+$/),
  message: z.string(),
});

export type CredentialRefusal = z.infer<typeof credentialRefusalSchema>;

/** One question's answer. */
export const credentialAnswerSchema = z.union([
  z.object({ principal: resolvedCredentialSchema }),
  z.object({ refusal: credentialRefusalSchema }),
]);

export type CredentialAnswer = z.infer<typeof credentialAnswerSchema>;

/** API keys look like `aic_<26 characters of key id>_<43 characters of base64url secret>`. */
export const apiKeyPattern = /^aic_([0-7][0-9a-hjkmnp-tv-z]{25})_([A-Za-z0-9_-]{43})$/;

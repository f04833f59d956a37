import { z } from 'zod';

/** Path of identity's door where the gateway hears whose credentials changed; it takes a passport of kind GATEWAY and nothing else. */
export const credentialChangesPath = '/credentials/changes';

/** How long identity can still tell of a change, ms. Answers must not be trusted for longer, however often changes are asked for. */
export const credentialChangesKeptMs = 600_000;

/** Most subjects of one answer; more than that, and it is everybody. */
export const credentialChangesLimit = 10_000;

/** A place in the order of changes, which only identity can read. */
const position = z.string().regex(/^\d{1,19}$/);

/** What the gateway posts: where it was told to go on. Null asks for a place to begin. */
export const credentialChangesQuestionSchema = z.object({ since: position.nullable() });

export type CredentialChangesQuestion = z.infer<typeof credentialChangesQuestionSchema>;

/**
 * Whatever was committed before the question was asked is in its answer, or was in an earlier one. A change may be told more
 * than once.
 */
export const credentialChangesSchema = z.object({
  /** Where to go on. */
  next: position,
  /** Those of whom earlier answers may no longer hold: a person's id, or an API key's. */
  subjects: z.array(z.string().min(1)).max(credentialChangesLimit).readonly(),
  /** Whether no earlier answer may be relied on at all. */
  everybody: z.boolean(),
});

export type CredentialChanges = z.infer<typeof credentialChangesSchema>;

import * as z from 'zod/mini';
import { postJson, type JsonAnswer } from './postJson.js';
import { failed, type Refusal } from './Refusal.js';

/** An operation, and the shape of its data. */
export interface Question<Data> {
  readonly query: string;
  readonly variables?: Readonly<Record<string, unknown>>;
  readonly data: z.ZodMiniType<Data>;
}

/** What came of an operation. */
export type Answer<Data> = { readonly outcome: 'answered'; readonly data: Data } | Refusal;

/** What the gateway keeps from a caller has one code, and the reason beside it. */
const extensionsSchema = z.object({ code: z.string(), reason: z.optional(z.string()) });

const errorsSchema = z.object({
  errors: z.array(z.object({ message: z.string(), extensions: extensionsSchema })).check(z.minLength(1)),
});

/** Runs a GraphQL operation with the session's cookie. Never rejects. */
export async function askGraphql<Data>({ query, variables, data }: Question<Data>): Promise<Answer<Data>> {
  return readAnswer(await postJson('/graphql', { query, variables }), data);
}

/**
 * Reads the answer to an operation: its first error, or its data when that has the shape. Who is not signed in is told so by
 * UNAUTHENTICATED, whether a service said it or the gateway before any was asked.
 */
export function readAnswer<Data>(answer: JsonAnswer | null, data: z.ZodMiniType<Data>): Answer<Data> {
  const [error] = errorsSchema.safeParse(answer?.body).data?.errors ?? [];
  if (error !== undefined) {
    const { code, reason } = error.extensions;
    return { outcome: 'refused', code: reason ?? code, message: error.message };
  }
  const parsed = z.object({ data }).safeParse(answer?.body);
  return parsed.success ? { outcome: 'answered', data: parsed.data.data } : failed;
}

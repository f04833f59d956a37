import { z } from 'zod';
import { errors } from '../errors.js';

/** What a request names its document by. */
export interface DocumentRequest {
  readonly text: string | undefined;
  /** A name that stands for the text. */
  readonly id: string | undefined;
  /** Whether the id is the SHA-256 of the text, in lower-case hexadecimal. */
  readonly isHash: boolean;
}

/** The parameters of a request that may say so. */
export interface DocumentForms {
  readonly query?: string | null | undefined;
  readonly documentId?: string | null | undefined;
  readonly extensions?: Readonly<Record<string, unknown>> | null | undefined;
}

const persistedQuerySchema = z.object({ version: z.literal(1), sha256Hash: z.string().min(1).max(256) });
const hashPrefix = 'sha256:';

/**
 * Reads which document a request wants: its text, `documentId` (GraphQL over HTTP, appendix A) or
 * `extensions.persistedQuery` (automatic persisted queries). Throws BAD_REQUEST when they contradict each other.
 */
export function documentRequest({ query, documentId, extensions }: DocumentForms): DocumentRequest {
  const text = query ?? undefined;
  const persistedQuery = extensions?.persistedQuery ?? undefined;
  if (documentId != null) {
    if (persistedQuery !== undefined)
      throw errors.BAD_REQUEST({ problem: 'Send a documentId or extensions.persistedQuery, not both.' });
    return identified(documentId, text);
  }
  if (persistedQuery !== undefined) return { text, id: hashIn(persistedQuery), isHash: true };
  if (text === undefined) throw errors.BAD_REQUEST({ problem: 'Missing or malformed: query.' });
  return { text, id: undefined, isHash: false };
}

function identified(id: string, text: string | undefined): DocumentRequest {
  if (id.startsWith(hashPrefix)) return { text, id: id.slice(hashPrefix.length).toLowerCase(), isHash: true };
  if (text !== undefined)
    throw errors.BAD_REQUEST({ problem: 'Send a query or the documentId of one, not both.' });
  return { text, id, isHash: false };
}

/** Hashes are compared in lower case; manifests may give other ids, which clients send here, too. */
function hashIn(persistedQuery: unknown): string {
  const parsed = persistedQuerySchema.safeParse(persistedQuery);
  if (!parsed.success)
    throw errors.BAD_REQUEST({ problem: 'Missing or malformed: extensions.persistedQuery.' });
  const { sha256Hash } = parsed.data;
  return /^[0-9a-f]{64}$/i.test(sha256Hash) ? sha256Hash.toLowerCase() : sha256Hash;
}

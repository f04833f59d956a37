import type { EngineError } from '../engine/EngineError.js';

export type DocumentCode =
  'PERSISTED_QUERY_NOT_FOUND' | 'PERSISTED_QUERY_HASH_MISMATCH' | 'TRUSTED_DOCUMENT_REQUIRED';

/** Clients of automatic persisted queries know the first by this very message, and then send the text. */
const messages: Readonly<Record<DocumentCode, string>> = {
  PERSISTED_QUERY_NOT_FOUND: 'PersistedQueryNotFound',
  PERSISTED_QUERY_HASH_MISMATCH: 'The hash is not that of the document.',
  TRUSTED_DOCUMENT_REQUIRED: 'Only documents that are known beforehand are answered here.',
};

/** The refusal of a request by the document it asks for. */
export function documentError(code: DocumentCode): EngineError {
  return { message: messages[code], extensions: { code } };
}

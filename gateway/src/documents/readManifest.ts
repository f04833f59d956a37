import { z } from 'zod';

const operationsManifestSchema = z.object({
  format: z.literal('apollo-persisted-query-manifest'),
  version: z.literal(1),
  operations: z.array(z.object({ id: z.string().min(1), body: z.string().min(1) })),
});

const mapManifestSchema = z.record(z.string().min(1), z.string().min(1));

/** A file that lists no documents in any format known. */
export class ManifestError extends Error {}

/**
 * Reads a manifest of trusted documents: Apollo's persisted query manifest, or a JSON object of texts by id, as Relay's
 * compiler and others write it. Throws a ManifestError that says what is wrong.
 */
export function readManifest(text: string): readonly (readonly [string, string])[] {
  const json = fromJson(text);
  const operations = operationsManifestSchema.safeParse(json);
  if (operations.success) return operations.data.operations.map(({ id, body }) => [id, body]);
  const map = mapManifestSchema.safeParse(json);
  if (map.success) return Object.entries(map.data);
  throw new ManifestError(
    'is neither a persisted query manifest of version 1 nor a JSON object of documents by id',
  );
}

function fromJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new ManifestError('is no JSON', { cause });
  }
}

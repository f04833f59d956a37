import { readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** The subgraphs, by the names of their folders. */
export const subgraphs = /** @type {const} */ (['identity', 'compute', 'storage', 'governance']);

const root = fileURLToPath(new URL('../../', import.meta.url));

/**
 * Where the schema of a subgraph is committed, seen from the working directory.
 * @param {string} subgraph
 */
export function schemaFile(subgraph) {
  return path.relative(process.cwd(), path.join(root, 'subgraphs', subgraph, 'schema.graphql'));
}

/**
 * What is committed; undefined when there is no file.
 * @param {string} subgraph
 * @returns {string | undefined}
 */
export function readSchemaFile(subgraph) {
  try {
    return readFileSync(schemaFile(subgraph), 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}

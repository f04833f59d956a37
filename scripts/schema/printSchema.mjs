import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const printer = fileURLToPath(new URL('schemaPrinter.mjs', import.meta.url));
const printMilliseconds = 60_000;

/**
 * The schema of a built subgraph as SDL. Each is printed by a process of its own: type-graphql keeps the types of
 * a process in one place, and subgraphs have types of the same name. Rejects when the subgraph was not built.
 * @param {string} subgraph
 * @returns {Promise<string>}
 */
export async function printSchema(subgraph) {
  const { stdout } = await promisify(execFile)(process.execPath, [printer, subgraph], {
    timeout: printMilliseconds,
    maxBuffer: 16 * 1_048_576,
  });
  return stdout;
}

/**
 * Prints the GraphQL schema of each subgraph, as it was built, to its schema.graphql: `npm run schema`.
 * `npm run schema -- --check` changes nothing, and exits with 1 naming the files that are out of date.
 */
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { printSchema } from './schema/printSchema.mjs';
import { readSchemaFile, schemaFile, subgraphs } from './schema/schemaFiles.mjs';

const { values } = parseArgs({ options: { check: { type: 'boolean', default: false } } });

const printed = await Promise.all(
  subgraphs.map(async (subgraph) => ({ subgraph, sdl: await printSchema(subgraph) })),
);
const stale = printed.filter(({ subgraph, sdl }) => sdl !== readSchemaFile(subgraph));

if (values.check) {
  for (const { subgraph } of stale)
    process.stderr.write(`${schemaFile(subgraph)} is out of date: run npm run schema.\n`);
  process.exitCode = stale.length === 0 ? 0 : 1;
} else {
  for (const { subgraph, sdl } of stale) {
    writeFileSync(schemaFile(subgraph), sdl);
    process.stderr.write(`Wrote ${schemaFile(subgraph)}.\n`);
  }
  if (stale.length === 0) process.stderr.write('Every schema.graphql is up to date.\n');
}

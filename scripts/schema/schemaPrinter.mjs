import { buildFederatedSchema } from '@ai-collective/platform';

// Run by printSchema.mjs: writes the schema of the subgraph it is given to standard output.
const [subgraph] = process.argv.slice(2);
const { resolverClasses } = await import(`../../subgraphs/${subgraph}/dist/schema.js`);
const { sdl } = await buildFederatedSchema({ resolvers: resolverClasses, container: new Map() });
process.stdout.write(sdl);

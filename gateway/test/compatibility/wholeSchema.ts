import { transformSupergraphToPublicSchema } from '@theguild/federation-composition';
import { buildASTSchema, isObjectType, parse, type GraphQLSchema } from 'graphql';
import { composeSubgraphs, type Resolvers, type TestSubgraphs } from '../engine/testSupergraph.js';

/** One executable schema of all that the subgraphs show, without federation. */
export function wholeSchema(subgraphs: TestSubgraphs, resolvers: Resolvers): GraphQLSchema {
  return publicSchema(composeSubgraphs(subgraphs), resolvers);
}

/** The same of what was composed already. */
export function publicSchema(supergraph: string, resolvers: Resolvers): GraphQLSchema {
  const schema = buildASTSchema(transformSupergraphToPublicSchema(parse(supergraph)));
  for (const [typeName, fields] of Object.entries(resolvers)) {
    const type = schema.getType(typeName);
    if (!isObjectType(type)) continue;
    for (const [name, resolve] of Object.entries(fields)) {
      const field = type.getFields()[name];
      if (field !== undefined) Object.assign(field, typeof resolve === 'function' ? { resolve } : resolve);
    }
  }
  return schema;
}

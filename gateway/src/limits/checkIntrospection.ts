import { GraphQLError, type DocumentNode } from 'graphql';
import { introspectionSize } from './introspectionSize.js';
import { limitError, type LimitCode } from './limitError.js';
import type { OperationLimits } from './OperationLimits.js';
import { standardShape } from './ShapeLimits.js';

/** Checks how much of the schema a document asks for, if it may at all. Throws a GraphQLError over a limit. */
export function checkIntrospection(document: DocumentNode, limits: OperationLimits): void {
  const size = introspectionSize(document);
  if (size === undefined) return;
  if (limits.introspection === false)
    throw new GraphQLError('Nobody may ask for the schema here.', {
      extensions: { code: 'INTROSPECTION_DISABLED' satisfies LimitCode },
    });
  const { introspectionLists, introspectionDepth } = limits.shape ?? standardShape;
  if (size.lists > introspectionLists)
    throw limitError('INTROSPECTION_TOO_LARGE', 'lists and aliases of the schema', introspectionLists);
  if (size.depth > introspectionDepth)
    throw limitError('INTROSPECTION_TOO_LARGE', 'lists of the schema in each other', introspectionDepth);
}

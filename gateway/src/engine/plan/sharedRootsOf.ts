import type { PlanNode } from '@graphql-hive/router-query-planner';
import { repeatedKeys } from './repeatedKeys.js';
import { rootFieldsOf } from './responseFieldsOf.js';

/** Response keys of the root that more than one call of a plan brings: each brings a part of the object. */
export function sharedRootsOf(node: PlanNode): ReadonlySet<string> {
  return repeatedKeys(rootQueries(node), (query) => rootFieldsOf(query).map(({ key }) => key));
}

function rootQueries(node: PlanNode): readonly string[] {
  switch (node.kind) {
    case 'Fetch':
      return node.requires == null ? [node.operation] : [];
    case 'Sequence':
    case 'Parallel':
      return node.nodes.flatMap(rootQueries);
    case 'Subscription':
      return [node.primary.operation];
    case 'BatchFetch':
    case 'Flatten':
    case 'Condition':
    case 'Defer':
      return [];
  }
}

import type { PlanNode } from '@graphql-hive/router-query-planner';
import { parse, visit } from 'graphql';
import { repeatedKeys } from './repeatedKeys.js';

/** Response keys of objects, and of lists of them, that more than one call of a plan asks for: each may bring a part. */
export function sharedObjectsOf(node: PlanNode): ReadonlySet<string> {
  return repeatedKeys(queriesOf(node), objectKeys);
}

function objectKeys(query: string): readonly string[] {
  const keys: string[] = [];
  visit(parse(query, { noLocation: true }), {
    Field: ({ alias, name, selectionSet }) => {
      if (selectionSet !== undefined) keys.push((alias ?? name).value);
    },
  });
  return keys;
}

function queriesOf(node: PlanNode): readonly string[] {
  switch (node.kind) {
    case 'Fetch':
    case 'BatchFetch':
      return [node.operation];
    case 'Flatten':
      return queriesOf(node.node);
    case 'Sequence':
    case 'Parallel':
      return node.nodes.flatMap(queriesOf);
    case 'Subscription':
      return [node.primary.operation];
    case 'Condition':
    case 'Defer':
      return [];
  }
}

import type { FetchNode, PlanNode, QueryPlan } from '@graphql-hive/router-query-planner';

/** The same plan with other queries. */
export function mapOperations(plan: QueryPlan, change: (query: string) => string): QueryPlan {
  return plan.node == null ? plan : { ...plan, node: mapNode(plan.node, change) };
}

function mapNode(node: PlanNode, change: (query: string) => string): PlanNode {
  const mapped = (child: PlanNode) => mapNode(child, change);
  switch (node.kind) {
    case 'Fetch':
    case 'BatchFetch':
      return { ...node, operation: change(node.operation) };
    case 'Flatten':
      return { ...node, node: mapped(node.node) };
    case 'Sequence':
    case 'Parallel':
      return { ...node, nodes: node.nodes.map(mapped) };
    case 'Subscription': {
      const primary: FetchNode = { ...node.primary, operation: change(node.primary.operation) };
      return { ...node, primary };
    }
    case 'Condition':
    case 'Defer':
      return node;
  }
}

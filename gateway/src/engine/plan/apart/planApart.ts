import type { QueryPlan } from '@graphql-hive/router-query-planner';
import { Kind, OperationTypeNode, visit, type DocumentNode } from 'graphql';
import type { Supergraph } from '../../supergraph/readSupergraph.js';
import { sharedRootsOf } from '../sharedRootsOf.js';
import type { PlanDocument } from '../staging/planInStages.js';
import { joinParts } from './joinParts.js';
import { splitTypes, type SplitDocument } from './splitTypes.js';

/** What the planner (0.0.38) says of a field that leads to an interface of which no subgraph has all that is asked. */
const noPaths = /No paths found for selection item: (\w+)/;

/** Most names of fields that are split in one operation: the planner names one at a time, and is asked again. */
const mostNames = 8;

interface Asking {
  readonly document: DocumentNode;
  readonly supergraph: Pick<Supergraph, 'joins' | 'plannedSubgraphs'>;
  readonly plan: PlanDocument;
}

/**
 * Plans an operation. Where the planner finds no way to a field that leads to an interface, because it looks for one
 * subgraph with all that is asked of any object behind it, the field is asked for once for each type of object, and
 * the parts of the plan are put together again. Rejects when `plan` does.
 */
export function planApart(
  document: DocumentNode,
  supergraph: Asking['supergraph'],
  plan: PlanDocument,
): Promise<QueryPlan> {
  return attempt({ document, supergraph, plan }, { document, keys: new Map() }, new Set());
}

async function attempt(asking: Asking, split: SplitDocument, names: ReadonlySet<string>): Promise<QueryPlan> {
  try {
    return together(asking, split, await asking.plan(split.document));
  } catch (error) {
    const name = error instanceof Error ? noPaths.exec(error.message)?.[1] : undefined;
    if (name === undefined) throw error;
    for (const more of namesToTry(asking.document, names, name)) {
      const next = splitTypes(asking.document, more, asking.supergraph.joins);
      if (next !== undefined && next.keys.size > split.keys.size) return attempt(asking, next, more);
    }
    throw error;
  }
}

/** The named field, too; where that makes no difference, every field: what is in the way may be further up. */
function namesToTry(
  document: DocumentNode,
  names: ReadonlySet<string>,
  name: string,
): readonly ReadonlySet<string>[] {
  const more = names.size < mostNames ? [new Set([...names, name])] : [];
  const all = new Set<string>();
  visit(document, { Field: (field) => void all.add(field.name.value) });
  return [...more, all];
}

function together({ document, supergraph }: Asking, { keys }: SplitDocument, plan: QueryPlan): QueryPlan {
  if (keys.size === 0) return plan;
  const joined = joinParts(plan, keys, supergraph);
  const changes = document.definitions.some(
    (node) => node.kind === Kind.OPERATION_DEFINITION && node.operation !== OperationTypeNode.QUERY,
  );
  if (changes && joined.node != null && sharedRootsOf(joined.node).size > 0)
    throw new Error('A field of the root would be done by more than one subgraph.');
  return joined;
}

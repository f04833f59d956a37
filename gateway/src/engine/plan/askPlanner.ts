import type { QueryPlan } from '@graphql-hive/router-query-planner';
import { print, type DocumentNode } from 'graphql';
import { OperationTooLargeError } from '../operation/plannedDocument.js';
import type { Supergraph } from '../supergraph/readSupergraph.js';
import { LiteralStandIns } from './LiteralStandIns.js';
import { mapOperations } from './mapOperations.js';
import { shallowDocument } from './shallowDocument.js';
import { planInStages, type PlanDocument } from './staging/planInStages.js';
import type { Requirements } from './staging/Requirements.js';

/** Plans one operation, given as text. */
export type AskPlanner = (text: string) => Promise<QueryPlan>;

/**
 * Requirements that follow from one another, from which on the planner (0.0.38) is not asked for all at once: where
 * one of them is also needed directly, it may never end. Up to two it always did, in many thousand random supergraphs.
 */
const longestChain = 2;

/** Asks for a plan in words that the planner understands, and translates its answer back. Rejects when `ask` does. */
export async function askPlanner(
  document: DocumentNode,
  { schema, requirements }: Pick<Supergraph, 'schema' | 'requirements'>,
  ask: AskPlanner,
): Promise<QueryPlan> {
  const standIns = new LiteralStandIns(document);
  const plan: PlanDocument = (each) => ask(print(shallowDocument(each, schema)));
  const planned = await planWithRequirements(standIns.document, requirements, plan);
  return mapOperations(planned, (query) => standIns.restored(query));
}

/** In stages where the planner might not end, or has no plan for all at once. */
async function planWithRequirements(
  document: DocumentNode,
  requirements: Requirements,
  plan: PlanDocument,
): Promise<QueryPlan> {
  const chain = requirements.levelOfDocument(document);
  if (chain > longestChain) return planInStages(document, requirements, plan);
  try {
    return await plan(document);
  } catch (error) {
    if (chain === 0 || error instanceof OperationTooLargeError) throw error;
    return await planInStages(document, requirements, plan).catch(() => {
      throw error;
    });
  }
}

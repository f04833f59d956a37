import type { QueryPlan } from '@graphql-hive/router-query-planner';
import { print, type DocumentNode } from 'graphql';
import { OperationTooLargeError } from '../operation/plannedDocument.js';
import type { Supergraph } from '../supergraph/readSupergraph.js';
import { planApart } from './apart/planApart.js';
import { LiteralStandIns } from './LiteralStandIns.js';
import { mapOperations } from './mapOperations.js';
import { shallowDocument } from './shallowDocument.js';
import { mixesInterfaceObjects } from './staging/mixesInterfaceObjects.js';
import { planInStages, type PlanDocument } from './staging/planInStages.js';
import { Requirements } from './staging/Requirements.js';

/** Plans one operation, given as text. */
export type AskPlanner = (text: string) => Promise<QueryPlan>;

/**
 * Requirements that follow from one another, from which on the planner (0.0.38) is not asked for all at once: where
 * one of them is also needed directly, it may never end. Up to three it always did, in many thousand random supergraphs.
 */
const longestChain = 2;

/** Asks for a plan in words that the planner understands, and translates its answer back. Rejects when `ask` does. */
export async function askPlanner(
  document: DocumentNode,
  supergraph: Pick<Supergraph, 'schema' | 'joins' | 'plannedSubgraphs'>,
  ask: AskPlanner,
): Promise<QueryPlan> {
  const standIns = new LiteralStandIns(document);
  const askFor: PlanDocument = (each) => ask(print(shallowDocument(each, supergraph.schema)));
  const plan: PlanDocument = (each) => planApart(each, supergraph, askFor);
  const planned = await planPartly(standIns.document, new Requirements(supergraph.joins), plan);
  return mapOperations(planned, (query) => standIns.restored(query));
}

/** In stages where the planner is known to fail, or fails. */
async function planPartly(
  document: DocumentNode,
  requirements: Requirements,
  plan: PlanDocument,
): Promise<QueryPlan> {
  const wide = new Requirements(requirements.joins, true);
  const [chain, wideChain] = [requirements.levelOfDocument(document), wide.levelOfDocument(document)];
  const atOnce = () => plan(document);
  const inStages = () => planInStages(document, requirements, plan);
  const inMoreStages = () => planInStages(document, wide, plan);
  if (mixesInterfaceObjects(document, wide)) return firstThatWorks([inMoreStages, inStages]);
  if (chain > longestChain) return firstThatWorks([inStages, inMoreStages]);
  return firstThatWorks([atOnce, ...(chain > 0 ? [inStages] : []), ...(wideChain > 0 ? [inMoreStages] : [])]);
}

/** Rejects with the reason of the first. */
async function firstThatWorks<T>([first, ...others]: readonly (() => Promise<T>)[]): Promise<T> {
  if (first === undefined) throw new Error('There is no way.');
  try {
    return await first();
  } catch (error) {
    if (others.length === 0 || error instanceof OperationTooLargeError) throw error;
    return await firstThatWorks(others).catch(() => {
      throw error;
    });
  }
}

import type { QueryPlan } from '@graphql-hive/router-query-planner';
import { print, type DocumentNode, type GraphQLSchema } from 'graphql';
import { LiteralStandIns } from './LiteralStandIns.js';
import { mapOperations } from './mapOperations.js';
import { shallowDocument } from './shallowDocument.js';

/** Plans one operation, given as text. */
export type AskPlanner = (text: string) => Promise<QueryPlan>;

/** Asks for a plan in words that the planner understands, and translates its answer back. Rejects when `ask` does. */
export async function askPlanner(
  document: DocumentNode,
  schema: GraphQLSchema,
  ask: AskPlanner,
): Promise<QueryPlan> {
  const standIns = new LiteralStandIns(document);
  const plan = await ask(print(shallowDocument(standIns.document, schema)));
  return mapOperations(plan, (query) => standIns.restored(query));
}

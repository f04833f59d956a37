import type { QueryPlan } from '@graphql-hive/router-query-planner';
import type { PlanningRequest } from '../Planner.js';
import type { Asked } from '../rules/Place.js';

/** What the planner says of a supergraph. */
export interface OpenedSupergraph {
  readonly overrideLabels: readonly string[];
  readonly overridePercentages: readonly number[];
}

interface Task<Answer> extends Asked {
  readonly resolve: (answer: Answer) => void;
  readonly reject: (reason: Error) => void;
}

/** A supergraph that is to be opened for the first time. */
export interface OpenTask extends Task<OpenedSupergraph> {
  readonly kind: 'open';
}

/** An operation that is to be planned. */
export interface PlanTask extends Task<QueryPlan> {
  readonly kind: 'plan';
  readonly id: number;
  readonly request: PlanningRequest;
}

export type PlannerTask = OpenTask | PlanTask;

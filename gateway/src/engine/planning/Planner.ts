import type { QueryPlan } from '@graphql-hive/router-query-planner';

/** An operation as a planner gets it: printed, with the only operation in it, and which overrides hold. */
export interface PlanningRequest {
  readonly document: string;
  /** Labels of `@override` that are active. */
  readonly labels: ReadonlySet<string>;
  /** Of a hundred; see OverrideChoice. */
  readonly share: number;
}

/** Plans operations over one supergraph. */
export interface Planner {
  readonly overrideLabels: readonly string[];
  readonly overridePercentages: readonly number[];
  /**
   * Plans one operation. Rejects with the planner's reason when it cannot be planned, with a PlanningTimeoutError after too long,
   * and with a PlannerUnavailableError when it was not tried to the end, which says nothing about the operation.
   */
  plan(request: PlanningRequest): Promise<QueryPlan>;
  /** Lets go of the supergraph. Nothing is planned afterwards. */
  close(): void;
}

/** Where planners come from, for hosts that do not plan in their own process. */
export interface Planners {
  /** Reads a supergraph as the planner gets it. Rejects when it is none. */
  open(sdl: string): Promise<Planner>;
}

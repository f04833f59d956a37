/** What engines count while they work, for the metrics of their host. Several engines may count in the same one. */
export class EngineCounters {
  /** Operations whose plan was remembered, and those whose plan had to be made. */
  planHits = 0;
  planMisses = 0;
  /** Plans that could not be made. */
  planFailures = 0;
  /** Time spent on making plans, waiting for the planner included, ms. */
  planningMs = 0;
  /** Operations that were answered by another one's execution, identical and under way. */
  sharedOperations = 0;
}

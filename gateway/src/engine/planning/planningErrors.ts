/** Planning was given up: it took too long, or ended the planner's process. */
export class PlanningTimeoutError extends Error {
  override readonly name = 'PlanningTimeoutError';
}

/** Nothing was found out about the operation: too many wait, or the planner is closed. Asking again may help. */
export class PlannerUnavailableError extends Error {
  override readonly name = 'PlannerUnavailableError';
}

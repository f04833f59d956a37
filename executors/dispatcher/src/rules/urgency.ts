/** From this long before its deadline on, a task becomes more pressing. */
const windowMs = 600_000;

/** More than priorities, and a device that has the model, can outweigh. */
const mostPoints = 20;

/**
 * Points for a task whose job is due in `leftMs` milliseconds: none until ten minutes before, then evenly more, 20 in the end.
 * Null: its job has no deadline.
 */
export function urgencyOf(leftMs: number | null): number {
  if (leftMs === null) return 0;
  return mostPoints * Math.min(1, Math.max(0, 1 - leftMs / windowMs));
}

/** Whether a task that is due goes before one of this priority that waits longer. */
export function goesFirst(
  due: { readonly priority: number; readonly leftMs: number },
  priority: number,
): boolean {
  const urgency = urgencyOf(due.leftMs);
  return urgency > 0 && due.priority + urgency >= priority;
}

import type { TaskInput } from '@ai-collective/contracts';

/** Rows beyond this are one class. */
const largest = 2 ** 20;

/**
 * The batch shape of a job: the rows of its mean item, rounded up to a power of two, so that jobs of about the same size
 * share what is measured. An item has as many rows as the first dimension of its largest tensor in place; blobs count as one.
 */
export function batchShapeOf(items: readonly TaskInput[]): number {
  const rows = items.reduce((sum, item) => sum + rowsOf(item), 0);
  const mean = Math.min(largest, rows / Math.max(1, items.length));
  return 2 ** Math.ceil(Math.log2(Math.max(1, mean)));
}

function rowsOf(item: TaskInput): number {
  const leading = Object.values(item).map((value) => (value.type === 'tensor' ? (value.shape[0] ?? 1) : 1));
  return Math.max(1, ...leading);
}

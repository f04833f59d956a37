import type { CollectedMetrics } from '@ai-collective/platform/metrics';

/** A figure without labels. */
export interface Total {
  readonly name: string;
  readonly help: string;
  /** Whether it only grows, or goes up and down. */
  readonly kind: 'counter' | 'gauge';
  readonly value: () => number;
}

/** Exports figures that have no labels. */
export function exportTotals(metrics: CollectedMetrics, totals: readonly Total[]): void {
  for (const { name, help, kind, value } of totals) {
    const metric = { name, help, labels: [], read: () => [{ labels: {}, value: value() }] };
    if (kind === 'counter') metrics.addCounter(metric);
    else metrics.addGauge(metric);
  }
}

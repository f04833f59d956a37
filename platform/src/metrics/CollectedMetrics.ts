import { Counter, Gauge, Registry } from 'prom-client';
import { CollectedHistogram } from './CollectedHistogram.js';
import type { CollectedMetric } from './CollectedMetric.js';
import type { DurationHistogram } from './DurationHistogram.js';

/** Metrics that are collected when they are asked for, so that counting costs as little as adding one to a number. */
export class CollectedMetrics {
  readonly registry = new Registry();

  /** Adds what only grows. */
  addCounter<Label extends string>({ name, help, labels, read }: CollectedMetric<Label>): void {
    new Counter({
      ...{ name, help, labelNames: labels, registers: [this.registry] },
      collect() {
        this.reset();
        for (const sample of read()) this.inc(sample.labels, sample.value);
      },
    });
  }

  /** Adds what goes up and down. */
  addGauge<Label extends string>({ name, help, labels, read }: CollectedMetric<Label>): void {
    new Gauge({
      ...{ name, help, labelNames: labels, registers: [this.registry] },
      collect() {
        this.reset();
        for (const sample of read()) this.set(sample.labels, sample.value);
      },
    });
  }

  /** Adds durations; they are exported in seconds. */
  addDurations<Label extends string>(metric: CollectedMetric<Label, DurationHistogram>): void {
    const histogram = new CollectedHistogram(metric);
    this.registry.registerMetric(histogram);
  }
}

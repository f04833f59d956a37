import {
  Histogram,
  type MetricObjectWithValues,
  type MetricType,
  type MetricValueWithName,
} from 'prom-client';
import type { CollectedMetric, Sample } from './CollectedMetric.js';
import { durationBoundsMs, type DurationHistogram } from './DurationHistogram.js';

/** The library's types know an enumeration here, its code knows the word. */
const histogram = 'histogram' as unknown as MetricType;

type Values<Label extends string> = MetricValueWithName<Label>[];

/** A histogram whose buckets are kept elsewhere: prom-client has no other way to hand it whole buckets. */
export class CollectedHistogram<Label extends string> extends Histogram<Label> {
  readonly #metric: CollectedMetric<Label, DurationHistogram>;

  constructor(metric: CollectedMetric<Label, DurationHistogram>) {
    super({ name: metric.name, help: metric.help, labelNames: metric.labels, registers: [] });
    this.#metric = metric;
  }

  override get(): Promise<MetricObjectWithValues<MetricValueWithName<Label>>> {
    const { name, help, read } = this.#metric;
    const values: Values<Label> = [];
    for (const sample of read()) addBuckets(values, name, sample);
    const collect = (): void => undefined;
    return Promise.resolve({ name, help, type: histogram, aggregator: 'sum', collect, values });
  }

  /** What prom-client asks instead of `get` when it writes text. */
  getForPromString(): Promise<MetricObjectWithValues<MetricValueWithName<Label>>> {
    return this.get();
  }
}

/** Buckets are cumulative when exported: each one holds those before it, too. */
function addBuckets<Label extends string>(
  values: Values<Label>,
  name: string,
  { labels, value: { counts, sum } }: Sample<Label, DurationHistogram>,
): void {
  let total = 0;
  counts.forEach((count, index) => {
    total += count;
    const bound = durationBoundsMs[index];
    const le = bound === undefined ? '+Inf' : bound / 1_000;
    values.push({ metricName: `${name}_bucket`, labels: { ...labels, le }, value: total });
  });
  values.push({ metricName: `${name}_sum`, labels, value: sum / 1_000 });
  values.push({ metricName: `${name}_count`, labels, value: total });
}

/**
 * Metrics for Prometheus: what a service counts in plain objects, exported when it is asked for, beside what its process
 * takes. An entry of its own, so that processes without metrics do not load the library.
 */
export type { CollectedMetric, Sample } from './CollectedMetric.js';
export { CollectedMetrics } from './CollectedMetrics.js';
export { DurationHistogram, durationBoundsMs } from './DurationHistogram.js';
export { startMetricsServer, type MetricsServerSettings } from './startMetricsServer.js';

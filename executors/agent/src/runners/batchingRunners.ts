import type { RunnerName } from '@ai-collective/contracts';

/** Runners that can run several tasks of a model together: those whose loaded models have `runBatch`. */
export const batchingRunners: ReadonlySet<RunnerName> = new Set(['voice-activity-detection']);

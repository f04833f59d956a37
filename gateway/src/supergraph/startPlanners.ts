import type { Logger } from '@ai-collective/platform/runtime';
import type { GatewayConfig } from '../config.js';
import { PlannerProcess } from '../engine/planning/process/PlannerProcess.js';

/** Starts the process in which all supergraphs of a gateway are planned. */
export function startPlanners({
  config,
  log,
}: {
  readonly config: Pick<GatewayConfig, 'PLANNING_TIMEOUT_MS'>;
  readonly log: Pick<Logger, 'warn'>;
}): PlannerProcess {
  return new PlannerProcess({
    limitMs: config.PLANNING_TIMEOUT_MS,
    onEnd: (reason) => log.warn({ err: reason }, "the planner's process ended; another one takes its place"),
  });
}

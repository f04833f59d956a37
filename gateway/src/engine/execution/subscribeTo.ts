import type { EngineResult } from '../EngineError.js';
import type { RootFetch, Step } from '../plan/Step.js';
import { readSubgraphResult } from '../transport/readSubgraphResult.js';
import { SubgraphFailure } from '../transport/SubgraphFailure.js';
import type { Execution } from './Execution.js';
import { takeRootResult } from './fetchRoot.js';
import { PlannedRequest } from './PlannedRequest.js';
import { reportRootFields } from './rootErrors.js';
import { runStep } from './runStep.js';

/**
 * Subscribes at the source and completes each event with the rest of the plan. A source that fails ends the
 * subscription with one last result that says so. Events are completed one at a time, in order.
 */
export async function* subscribeTo<Context>(
  start: () => Execution<Context>,
  plan: { readonly source: RootFetch; readonly step: Step | undefined },
  write: (execution: Execution<unknown>) => EngineResult,
): AsyncGenerator<EngineResult, void, undefined> {
  const opening = start();
  const { call } = plan.source;
  try {
    const request = new PlannedRequest(opening, call, []);
    for await (const event of opening.transportOf(call.subgraph).subscribe(request)) {
      const execution = start();
      takeRootResult(execution, plan.source, readSubgraphResult(call.subgraph, event));
      if (plan.step !== undefined) await runStep(execution, plan.step);
      yield write(execution);
    }
  } catch (error) {
    opening.cancellation.throwIfCancelled();
    if (!(error instanceof SubgraphFailure)) throw error;
    reportRootFields(opening, plan.source, error);
    yield write(opening);
  }
}

import type { Step } from '../plan/Step.js';
import type { Execution } from './Execution.js';
import { fetchEntities } from './fetchEntities.js';
import { fetchRoot } from './fetchRoot.js';

/** Runs a step of a plan. What fails is reported in the response; rejects only when the operation is aborted. */
export async function runStep<Context>(execution: Execution<Context>, step: Step): Promise<void> {
  switch (step.kind) {
    case 'root':
      return fetchRoot(execution, step);
    case 'entities':
      return fetchEntities(execution, step);
    case 'sequence':
      for (const child of step.steps) await runStep(execution, child);
      return;
    case 'parallel':
      await Promise.all(step.steps.map((child) => runStep(execution, child)));
      return;
  }
}

import { PlannerProcess } from '../../../../dist/engine/planning/process/PlannerProcess.js';

/** Opens a supergraph and leaves, or plans without end: a process that tests look at from outside. */
const [what, supergraph, endless] = process.argv.slice(2);
const planners = new PlannerProcess({ limitMs: 2_000 });
const planner = await planners.open(supergraph);
process.send(planners.pid, () => process.disconnect?.());
if (what === 'plan')
  await planner
    .plan({ document: endless, labels: new Set(), share: 100 })
    .catch(() => (process.exitCode = 7));

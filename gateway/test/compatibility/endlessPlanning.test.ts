import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PlannerProcess } from '../../src/engine/planning/process/PlannerProcess.js';
import { errorsOf, openTestSupergraph, type TestSupergraph } from '../engine/testSupergraph.js';
import { supergraphs } from './supergraphs.js';

const limitMs = 1_000;
const concerned = supergraphs.filter(({ cases }) => cases.some(({ isEndless }) => isEndless === true));

describe.each(concerned)('what is never planned to the end: $name', ({ subgraphs, cases }) => {
  const endless = cases.filter(({ isEndless }) => isEndless === true);
  const others = cases.filter(({ knownFailure }) => knownFailure === undefined);
  let planners: PlannerProcess;
  let running: TestSupergraph;

  beforeAll(async () => {
    planners = new PlannerProcess({ limitMs });
    running = await openTestSupergraph(subgraphs, planners);
  });
  afterAll(() => planners.close());

  it.each(endless)('is refused when planning has had its time: $title', async ({ query, variables }) => {
    const began = performance.now();
    const result = await running.run(query, variables);
    expect(performance.now() - began).toBeGreaterThanOrEqual(limitMs - 1);
    expect(errorsOf(result)).toEqual([' OPERATION_NOT_PLANNABLE']);
    expect(result.data).toBeUndefined();
    expect(running.calls).toEqual([]);
  });

  it('is refused at once when it was refused a moment ago', async () => {
    const { pid } = planners;
    for (const { query, variables } of endless)
      expect(errorsOf(await running.run(query, variables))).toEqual([' OPERATION_NOT_PLANNABLE']);
    expect(planners.pid).toBe(pid);
  });

  it('keeps nobody else from being answered, and leaves nothing behind that works on', async () => {
    const again = await openTestSupergraph(subgraphs, planners);
    const refusals = endless.map(({ query, variables }) => again.run(query, variables));
    for (const { query, variables, data } of others)
      expect((await again.run(query, variables)).data).toEqual(data);
    for (const refusal of refusals) expect(errorsOf(await refusal)).toEqual([' OPERATION_NOT_PLANNABLE']);
    await expect.poll(() => processorUse(planners.pid, 300), { interval: 10 }).toBeLessThan(0.5);
    expect((await again.run('{ __typename }')).data).toEqual({ __typename: 'Query' });
  });
});

/** Of one core, over some time. */
async function processorUse(pid: number | undefined, overMs: number): Promise<number> {
  const before = processorMs(pid);
  await new Promise((resolve) => setTimeout(resolve, overMs));
  return (processorMs(pid) - before) / overMs;
}

/** Time on the processor, in steps of 10 ms. */
function processorMs(pid: number | undefined): number {
  return (
    Number(
      readFileSync(`/proc/${pid ?? 0}/stat`, 'utf8')
        .split(') ')[1]
        ?.split(' ')[11],
    ) * 10
  );
}

it('counts among what is known to fail', () => {
  const endless = supergraphs.flatMap(({ cases }) => cases.filter(({ isEndless }) => isEndless === true));
  expect(endless.filter(({ knownFailure }) => knownFailure === undefined)).toEqual([]);
});

import { fork } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { getPriority } from 'node:os';
import { afterEach, describe, expect, it } from 'vitest';
import { inProcessPlanner } from '../../../../src/engine/planning/inProcessPlanner.js';
import type { PlanningRequest } from '../../../../src/engine/planning/Planner.js';
import {
  PlannerUnavailableError,
  PlanningTimeoutError,
} from '../../../../src/engine/planning/planningErrors.js';
import {
  PlannerProcess,
  type PlannerProcessSettings,
} from '../../../../src/engine/planning/process/PlannerProcess.js';
import { composeSubgraphs } from '../../testSupergraph.js';
import { endless, endlessOperations, endlessSupergraph } from '../endlessSupergraph.js';

const shop = composeSubgraphs({
  a: {
    sdl: `type Query { a: Int! both: Thing moved: Int }
      type Thing @key(fields: "id") { id: ID! name: String price: Int! }`,
  },
  b: {
    sdl: `type Query { b: Int! moved: Int @override(from: "a", label: "new") }
      type Thing @key(fields: "id") { id: ID! price: Int! @override(from: "a", label: "percent(30)") }`,
  },
});

const running: PlannerProcess[] = [];

function started(settings: Partial<PlannerProcessSettings> = {}): PlannerProcess {
  const planners = new PlannerProcess({ limitMs: 10_000, ...settings });
  running.push(planners);
  return planners;
}

afterEach(() => {
  for (const planners of running.splice(0)) planners.close();
});

const ask = (document: string): PlanningRequest => ({ document, labels: new Set(), share: 100 });

function isAlive(pid: number | undefined): boolean {
  if (pid === undefined || !existsSync(`/proc/${pid}/stat`)) return false;
  return !readFileSync(`/proc/${pid}/stat`, 'utf8').includes(') Z ');
}

describe('a planner in a process of its own', () => {
  it('plans, and tells which overrides there are', async () => {
    const planner = await started().open(shop);
    expect(planner.overrideLabels).toEqual(['new']);
    expect(planner.overridePercentages).toEqual([30]);
    const subgraphOf = async (request: PlanningRequest): Promise<unknown> => {
      const { node } = await planner.plan(request);
      return node?.kind === 'Fetch' ? node.serviceName : node?.kind;
    };
    expect(await subgraphOf(ask('{ moved }'))).toBe('a');
    expect(await subgraphOf({ ...ask('{ moved }'), labels: new Set(['new']) })).toBe('b');
    expect(await subgraphOf({ ...ask('{ both { price } }'), share: 31 })).toBe('a');
    expect(await subgraphOf({ ...ask('{ both { price } }'), share: 29 })).toBe('Sequence');
  });

  it('says what is wrong with a supergraph in the words of the planner', async () => {
    const planners = started();
    const wrong = 'type {';
    expect(() => inProcessPlanner(wrong)).toThrow(/expected/i);
    await expect(planners.open(wrong)).rejects.toThrow(messageOf(() => inProcessPlanner(wrong)));
    await expect((await planners.open(shop)).plan(ask('{ a }'))).resolves.toMatchObject({
      kind: 'QueryPlan',
    });
  });

  it('says why an operation cannot be planned, and goes on', async () => {
    const planner = await started().open(shop);
    await expect(planner.plan(ask('{ nothing }'))).rejects.toThrow(/nothing/);
    await expect(planner.plan(ask('{ a }'))).resolves.toBeDefined();
  });

  it('ends a planning without end, in time, and plans everything else meanwhile and afterwards', async () => {
    const planners = started({ limitMs: 700 });
    const [bad, good] = [await planners.open(endlessSupergraph), await planners.open(shop)];
    const { pid } = planners;
    const began = performance.now();
    const refusal = expect(bad.plan(ask(endless))).rejects.toThrow(PlanningTimeoutError);
    await expect(good.plan(ask('{ a b }'))).resolves.toBeDefined();
    await expect(bad.plan(ask('{ steps { a0 } }'))).resolves.toBeDefined();
    await refusal;
    expect(performance.now() - began).toBeGreaterThanOrEqual(699);
    await expect.poll(() => isAlive(pid)).toBe(false);
    expect(planners.pid).not.toBe(pid);
    await expect(good.plan(ask('{ b }'))).resolves.toBeDefined();
    await expect(bad.plan(ask('{ steps { id } }'))).resolves.toBeDefined();
  });

  it('has the priority of this process, until a planning takes long', async () => {
    const planners = started({ limitMs: 2_000 });
    const planner = await planners.open(endlessSupergraph);
    await planner.plan(ask('{ steps { a0 } }'));
    const { pid = 0 } = planners;
    expect(getPriority(pid)).toBe(getPriority());
    const refusal = expect(planner.plan(ask(endless))).rejects.toThrow(PlanningTimeoutError);
    await expect.poll(() => new Set(prioritiesOf(pid))).toEqual(new Set([10]));
    await refusal;
    await planner.plan(ask('{ steps { a0 } }'));
    expect(getPriority(planners.pid)).toBe(getPriority());
  });

  it('does not take its own delay for that of a planning', async () => {
    const planners = started({ limitMs: 500 });
    const planner = await planners.open(shop);
    const { pid } = planners;
    const planning = planner.plan(ask('{ a b }'));
    const end = performance.now() + 1_000;
    while (performance.now() < end);
    await expect(planning).resolves.toBeDefined();
    expect(planners.pid).toBe(pid);
  });

  it('gives others their turn, however many plannings without end one supergraph has', async () => {
    const planners = started({ limitMs: 2_000 });
    const [bad, good] = [await planners.open(endlessSupergraph), await planners.open(shop)];
    const refusals = Promise.all(
      endlessOperations(8).map((each) => expect(bad.plan(ask(each))).rejects.toThrow(PlanningTimeoutError)),
    );
    const began = performance.now();
    await good.plan(ask('{ a }'));
    const took = performance.now() - began;
    await bad.plan(ask('{ steps { a0 } }'));
    await refusals;
    expect(took).toBeLessThan(2_000);
    // The first four had to make way for those who waited, after a fifth of the limit, and only the last four had all of it.
    expect(performance.now() - began).toBeLessThan(5_000);
  });

  it('asks again what was under way when the process crashed', async () => {
    const reasons: string[] = [];
    const planners = started({ limitMs: 5_000, onEnd: ({ message }) => reasons.push(message) });
    const planner = await planners.open(endlessSupergraph);
    const { pid } = planners;
    const refusal = expect(planner.plan(ask(endless))).rejects.toThrow(PlanningTimeoutError);
    await expect(planner.plan(ask('{ steps { id } }'))).resolves.toBeDefined();
    process.kill(pid ?? 0, 'SIGKILL');
    await expect(planner.plan(ask('{ steps { a0 b1 } }'))).resolves.toBeDefined();
    await refusal;
    expect(planners.pid).not.toBe(pid);
    expect(reasons).toEqual(["The planner's process ended with SIGKILL.", 'The planner took too long.']);
  });

  it('refuses what crashes it twice', async () => {
    const planners = started({ limitMs: 20_000 });
    const planner = await planners.open(endlessSupergraph);
    const refusal = expect(planner.plan(ask(endless))).rejects.toThrow(
      "Planning ended the planner's process.",
    );
    const pids = new Set<number>();
    while (pids.size < 2) {
      const { pid } = planners;
      await untilBusy(pid);
      pids.add(pid ?? 0);
      process.kill(pid ?? 0, 'SIGKILL');
      await expect.poll(() => planners.pid !== undefined && planners.pid !== pid).toBe(true);
    }
    await refusal;
    await expect(planner.plan(ask('{ steps { id } }'))).resolves.toBeDefined();
  });

  it('refuses more than can wait, and what is asked after it was closed', async () => {
    const planners = started({ limitMs: 60_000 });
    const planner = await planners.open(endlessSupergraph);
    const waiting = endlessOperations(4 + 512).map((each) => planner.plan(ask(each)));
    await expect(planner.plan(ask(endless))).rejects.toThrow(PlannerUnavailableError);
    const { pid } = planners;
    planners.close();
    const outcomes = await Promise.allSettled(waiting);
    expect(
      outcomes.filter((each) => each.status === 'rejected' && each.reason instanceof PlannerUnavailableError),
    ).toHaveLength(516);
    await expect(planner.plan(ask('{ steps { id } }'))).rejects.toThrow(PlannerUnavailableError);
    await expect.poll(() => isAlive(pid)).toBe(false);
  });

  it('plans nothing for a planner that is closed', async () => {
    const planners = started();
    const [first, second] = [await planners.open(shop), await planners.open(shop)];
    first.close();
    await expect(first.plan(ask('{ a }'))).rejects.toThrow(PlannerUnavailableError);
    await expect(second.plan(ask('{ a }'))).resolves.toBeDefined();
  });

  it('gives back the memory of supergraphs that are closed', async () => {
    const planners = started();
    const wide = composeSubgraphs({ a: { sdl: wideSchema } });
    const openAndClose = async (): Promise<void> => (await planners.open(wide)).close();
    for (let n = 0; n < 10; n++) await openAndClose();
    const before = residentBytes(planners.pid);
    for (let n = 0; n < 30; n++) await openAndClose();
    // Thirty of them take 100 MiB.
    await expect.poll(() => residentBytes(planners.pid) - before).toBeLessThan(40 * 1_048_576);
  });
});

describe('the process of a planner', () => {
  const holder = new URL('plannerHolder.mjs', import.meta.url);

  it('lets its parent end by itself, and ends with it', async () => {
    const { child, pid } = await held('leave');
    const [code] = (await once(child, 'exit')) as [number];
    expect(code).toBe(0);
    await expect.poll(() => isAlive(pid)).toBe(false);
  });

  it('ends with its parent, however that ends, also while it plans without end', async () => {
    const { child, pid } = await held('plan');
    await untilBusy(pid);
    child.kill('SIGKILL');
    await expect.poll(() => isAlive(pid)).toBe(false);
  });

  it('keeps its parent alive while there is something to plan, and survives signals of the terminal', async () => {
    const { child, pid } = await held('plan');
    await untilBusy(pid);
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.kill(pid, signal);
    const [code] = (await once(child, 'exit')) as [number];
    expect(code).toBe(7);
  });

  async function held(what: 'leave' | 'plan') {
    const child = fork(holder, [what, endlessSupergraph, endless], { execArgv: [] });
    const [pid] = (await once(child, 'message')) as [number];
    child.disconnect();
    return { child, pid };
  }
});

/** Waits until a thread other than the first wants the processor all the time: a planning without end does, and nothing else. */
async function untilBusy(pid = 0): Promise<void> {
  let seen = 0;
  const look = (): number => (seen = busyThreads(pid) > 0 ? seen + 1 : 0);
  await expect.poll(look, { interval: 20 }).toBeGreaterThanOrEqual(5);
}

function busyThreads(pid: number): number {
  const threads = readdirSync(`/proc/${pid}/task`).filter((thread) => thread !== String(pid));
  return threads.filter((thread) => readFileSync(`/proc/${pid}/task/${thread}/stat`, 'utf8').includes(') R '))
    .length;
}

function prioritiesOf(pid: number): readonly number[] {
  return readdirSync(`/proc/${pid}/task`).map((thread) => getPriority(Number(thread)));
}

function messageOf(fails: () => unknown): string {
  try {
    fails();
  } catch (error) {
    return error instanceof Error ? error.message : '';
  }
  throw new Error('It did not fail.');
}

function residentBytes(pid: number | undefined): number {
  return Number(readFileSync(`/proc/${pid ?? 0}/statm`, 'utf8').split(' ')[1]) * 4_096;
}

const wideSchema = `type Query { ${Array.from({ length: 300 }, (_, n) => `t${n}: T${n}`).join(' ')} }
  ${Array.from({ length: 300 }, (_, n) => `type T${n} @key(fields: "id") { id: ID! a: Int b: Int c: T${(n * 7) % 300} }`).join('\n')}`;

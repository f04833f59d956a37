import { newId } from '@ai-collective/contracts';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { additionItem, leased, succeeded, TestCompute } from '../TestCompute.js';

let compute: TestCompute;
beforeAll(async () => {
  compute = await TestCompute.start();
});
afterAll(() => compute.close());

interface Plan {
  readonly 'QUERY PLAN': string;
}

/** What settling asks the database for, with how it goes about it, planned while its tables are as good as empty. */
async function plansOfSettling(): Promise<ReadonlyMap<string, string>> {
  await compute.openFleet();
  const { slug: model } = await compute.publish();
  const [task] = await compute.taskMessages(await compute.submit({ model, items: [additionItem] }));
  if (task === undefined) throw new Error('a task expected');
  const { database } = compute;
  const asked = new Map<string, readonly unknown[]>();
  const { withTenantSql } = database;
  vi.spyOn(database, 'withTenantSql').mockImplementation((community, work) =>
    withTenantSql(community, (sql) => {
      const execute = ((text: string, parameters: unknown[] = []) => {
        asked.set(text, parameters);
        return sql.execute(text, parameters);
      }) as typeof sql.execute;
      return work({ ...sql, execute });
    }),
  );
  const attempt = newId('attempt');
  await compute.settle([leased(task, attempt), succeeded(task, attempt)]);
  vi.restoreAllMocks();
  const plans = new Map<string, string>();
  for (const [text, parameters] of asked) {
    const lines = await database.withTenantSql(task.communityId, (sql) =>
      sql.execute<Plan[]>(`explain (generic_plan) ${text}`, [...parameters]),
    );
    plans.set(text, lines.map((line) => line['QUERY PLAN']).join('\n'));
  }
  return plans;
}

it('reads rows by their keys, however few there were when it was planned', async () => {
  const plans = await plansOfSettling();
  const readsAll = [...plans].filter(([, plan]) =>
    /Seq Scan on (tasks|jobs|attempts|credit_|outbox)/.test(plan),
  );
  expect(readsAll).toEqual([]);
  const ofAttempts = [...plans].filter(([text]) => text.includes('lateral (select id, task_id'));
  expect(ofAttempts.map(([, plan]) => /Index Cond: \(+(task_id|id) = given.id/.exec(plan)?.[1])).toEqual([
    'task_id',
    'id',
  ]);
});

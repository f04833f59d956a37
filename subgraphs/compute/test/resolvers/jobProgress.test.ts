import { newId } from '@ai-collective/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually } from '../eventually.js';
import { additionItem, leased, succeeded, TestCompute, type Claims } from '../TestCompute.js';

let compute: TestCompute;
let slug: string;
beforeAll(async () => {
  compute = await TestCompute.start();
  await compute.openFleet();
  ({ slug } = await compute.publish());
});
afterAll(() => compute.close());

const query = `subscription ($jobId: ID!) { jobProgress(jobId: $jobId) {
  jobId state finished progress counts { total queued dispatched succeeded } job { id because { policyVersion } }
} }`;

interface Report {
  readonly state: string;
  readonly finished: boolean;
  readonly progress: number;
}

/** Reports of a subscription over server-sent events, as they come. */
async function* subscribe(
  jobId: string,
  claims: Claims = {},
  signal?: AbortSignal,
): AsyncGenerator<{ data?: { jobProgress: Report }; errors?: { extensions?: { code?: string } }[] }> {
  const response = await fetch(`${compute.parts.server.url}/graphql`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      accept: 'text/event-stream',
      'x-aic-passport': compute.gateway.passport(claims),
    },
    body: JSON.stringify({ query, variables: { jobId } }),
    ...(signal && { signal }),
  });
  let text = '';
  for await (const chunk of (response.body ?? []) as AsyncIterable<Uint8Array>) {
    text += Buffer.from(chunk).toString('utf8');
    const events = text.split('\n\n');
    text = events.pop() ?? '';
    for (const event of events) {
      if (event.includes('event: complete')) return;
      const data = /^data: (.+)$/m.exec(event)?.[1];
      if (data !== undefined) yield JSON.parse(data) as { data: { jobProgress: Report } };
    }
  }
}

async function newJob(items: number) {
  const id = await compute.submit({ model: slug, items: new Array<object>(items).fill(additionItem) });
  return { id, tasks: await compute.taskMessages(id) };
}

describe('jobProgress', () => {
  it('reports the state now, at changes, and ends when the job is finished', async () => {
    const { id, tasks } = await newJob(2);
    const reports: Report[] = [];
    for await (const { data } of subscribe(id)) {
      if (data === undefined) throw new Error('a report expected');
      reports.push(data.jobProgress);
      if (reports.length === 1)
        await compute.settle(tasks.map((task, index) => leased(task, `att_${id}_${index}`)));
      if (reports.length === 2)
        await compute.settle(tasks.slice(0, 1).map((task) => succeeded(task, `att_${id}_0`)));
      if (reports.length === 3)
        await compute.settle(tasks.slice(1).map((task) => succeeded(task, `att_${id}_1`)));
    }
    expect(reports.map(({ state, finished, progress }) => [state, finished, progress])).toEqual([
      ['QUEUED', false, 0],
      ['RUNNING', false, 0],
      ['RUNNING', false, 0.5],
      ['SUCCEEDED', true, 1],
    ]);
    expect(reports[3]).toMatchObject({
      jobId: id,
      counts: { total: 2, succeeded: 2 },
      job: { id, because: { policyVersion: 7 } },
    });
    expect(compute.services.watchers.size).toBe(0);
  });

  it('reports a finished job once', async () => {
    const { id, tasks } = await newJob(1);
    await compute.settle(tasks.map((task) => succeeded(task, newId('attempt'))));
    const reports: unknown[] = [];
    for await (const report of subscribe(id)) reports.push(report);
    expect(reports).toMatchObject([{ data: { jobProgress: { state: 'SUCCEEDED', finished: true } } }]);
  });

  it('puts changes that come faster than ten a second together', async () => {
    const { id, tasks } = await newJob(60);
    let reports = 0;
    let settling: Promise<void> | undefined;
    for await (const { data } of subscribe(id)) {
      reports++;
      settling ??= (async () => {
        for (const task of tasks) await compute.settle([succeeded(task, newId('attempt'))]);
      })();
      if (data?.jobProgress.finished === true) break;
    }
    await settling;
    expect(reports).toBeLessThan(60);
  });

  it('tells nobody of another community anything', async () => {
    const { id } = await newJob(1);
    const reports = [];
    for await (const report of subscribe(id, { community: 'com_two' })) reports.push(report);
    expect(reports).toHaveLength(1);
    expect(reports[0]?.data?.jobProgress).toBeUndefined();
    expect(reports[0]?.errors?.[0]?.extensions?.code).toBe('JOB_NOT_FOUND');
  });

  it('lets go of the job when the client leaves', async () => {
    const { id } = await newJob(1);
    const leaving = new AbortController();
    const reading = (async () => {
      for await (const { data } of subscribe(id, {}, leaving.signal)) if (data !== undefined) leaving.abort();
    })();
    await expect(reading).rejects.toThrow();
    await eventually('nobody watches', () => (compute.services.watchers.size === 0 ? true : undefined));
  });

  it('ends with the time for which somebody was given a part', async () => {
    const { id, tasks } = await newJob(2);
    const until = Math.floor(Date.now() / 1000) + 2;
    const grant = {
      id: newId('grant'),
      role: 'DEVELOPER',
      permissions: [],
      on: { type: 'COMMUNITY' },
      until,
    } as const;
    const answers: unknown[] = [];
    for await (const { data, errors } of subscribe(id, {
      sub: newId('person'),
      roles: [],
      grants: [grant],
    })) {
      answers.push(data?.jobProgress.state ?? errors?.[0]?.extensions?.code);
      await new Promise((resolve) => setTimeout(resolve, until * 1000 - Date.now()));
      await compute.settle(tasks.slice(0, 1).map((task) => succeeded(task, `att_${id}_0`)));
    }
    expect(answers).toEqual(['QUEUED', 'FORBIDDEN']);
  });
});

import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { finished, submitJob } from '../system/jobs.js';
import { publishModel } from '../system/models.js';
import { readWelcome, welcomePicture, welcomeText } from '../system/pictures.js';
import { TestSystem } from '../system/TestSystem.js';
import { workItem, workModel } from '../system/workModel.js';

const limit = { timeout: 90_000 };

let system: TestSystem;

beforeAll(async () => {
  system = await TestSystem.start();
  expect(await readWelcome(system.api)).toContain(welcomeText);
  await publishModel(system.api, 'work', workModel(8));
}, 180_000);

afterAll(() => system.end(), 60_000);

describe('one query through the gateway', () => {
  test('follows a job from who asks through every subgraph to the bytes it read', limit, async () => {
    const answer = await system.api.ask(acrossSchema, {
      query: `{
        viewer { kind community { slug policy { version parameters { name value } } } }
        jobs(first: 1) { edges { node {
          state
          because { policyVersion }
          modelVersion { model { slug } artifacts { role bytes blob { bytes state } } }
          tasks(first: 5) { edges { node {
            text
            inputs { name blob { cid bytes downloadUrl } }
            attempts { state runMs device { name status fleetId } }
            job { fleet { id } }
          } } }
        } } }
        auditVerdict { intact records }
      }`,
    });
    const picture = await readFile(welcomePicture);
    const [{ node: job }] = answer.jobs.edges;
    const [{ node: task }] = job.tasks.edges;
    const [input] = task.inputs;
    const [attempt] = task.attempts;
    expect(answer.viewer).toMatchObject({
      kind: 'SERVICE',
      community: { slug: 'home', policy: { version: 0 } },
    });
    expect(answer.viewer.community.policy.parameters).toContainEqual({
      name: 'jobs.maxItems',
      value: 100_000,
    });
    expect(job).toMatchObject({ state: 'SUCCEEDED', because: { policyVersion: 0 } });
    expect(job.modelVersion.model.slug).toBe('ocr');
    for (const { bytes, blob } of job.modelVersion.artifacts)
      expect(blob).toEqual({ bytes, state: 'AVAILABLE' });
    expect(task.text).toContain(welcomeText);
    expect(attempt).toMatchObject({ state: 'VALID', device: { name: 'this machine', status: 'ENROLLED' } });
    expect(attempt.device.fleetId).toBe(task.job.fleet.id);
    expect(input).toMatchObject({ name: 'image', blob: { bytes: picture.byteLength } });
    const download = await fetch(input.blob.downloadUrl);
    expect(Buffer.from(await download.arrayBuffer()).equals(picture)).toBe(true);
    expect(answer.auditVerdict.intact).toBe(true);
    expect(answer.auditVerdict.records).toBeGreaterThan(0);
  });

  test('answers null and an error where one thing is missing, and the rest', async () => {
    const { connection } = system.api;
    const response = await fetch(`${connection.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${connection.credential ?? ''}` },
      body: JSON.stringify({
        query: '{ viewer { kind } blob(cid: "bafkreinowhere") { cid } fleets { name } }',
      }),
    });
    expect(await response.json()).toMatchObject({
      data: { viewer: { kind: 'SERVICE' }, blob: null, fleets: [{ name: 'Home fleet' }] },
    });
  });
});

describe('the subscription jobProgress', () => {
  test('streams a job to its end over server-sent events', limit, async () => {
    const items = Array.from({ length: 60 }, (_, index) => workItem(index, 256));
    const jobId = await submitJob(system.api, { model: 'work', items });
    const { connection } = system.api;
    const response = await fetch(`${connection.url}/graphql`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        accept: 'text/event-stream',
        authorization: `Bearer ${connection.credential ?? ''}`,
      },
      body: JSON.stringify({
        query: `subscription Watch($id: ID!) { jobProgress(jobId: $id) {
          finished progress counts { total succeeded } job { fleet { name } submittedBy }
        } }`,
        variables: { id: jobId },
      }),
      signal: AbortSignal.timeout(60_000),
    });
    expect([response.status, response.headers.get('content-type')]).toEqual([
      200,
      expect.stringContaining('text/event-stream'),
    ]);
    const events = eventsIn(await response.text());
    expect(events.at(-1)?.name).toBe('complete');
    const reports = events
      .slice(0, -1)
      .map(({ data }) => progressSchema.parse(JSON.parse(data)).data.jobProgress);
    const shares = reports.map(({ progress }) => progress);
    expect(reports.length).toBeGreaterThan(1);
    expect(shares).toEqual([...shares].sort((left, right) => left - right));
    expect(reports.map((report) => report.finished)).toEqual(
      reports.map((_, at) => at === reports.length - 1),
    );
    expect(reports.at(-1)).toMatchObject({ progress: 1, counts: { total: 60, succeeded: 60 } });
    expect(reports.every(({ job }) => job.fleet.name === 'Home fleet')).toBe(true);
  });
});

describe('Relay pages', () => {
  const pageSchema = z.object({
    jobs: z.object({
      edges: z.array(z.object({ cursor: z.string(), node: z.object({ id: z.string() }) })),
      pageInfo: z.object({ hasNextPage: z.boolean(), endCursor: z.string().nullable() }),
    }),
  });

  function page(after: string | null) {
    return system.api.ask(pageSchema, {
      query: `query Page($after: String) { jobs(first: 7, after: $after) {
        edges { cursor node { id } } pageInfo { hasNextPage endCursor }
      } }`,
      variables: { after },
    });
  }

  test('lead through 50 jobs, newest first, each once, while new ones come in', limit, async () => {
    const submitted: string[] = [];
    for (let index = 0; index < 50; index++)
      submitted.push(await submitJob(system.api, { model: 'work', items: [workItem(index, 2)] }));
    const seen: string[] = [];
    for (let after: string | null = null, more = true; more;) {
      const { jobs }: z.infer<typeof pageSchema> = await page(after);
      expect(jobs.pageInfo.endCursor).toBe(jobs.edges.at(-1)?.cursor ?? null);
      seen.push(...jobs.edges.map(({ node }) => node.id));
      after = jobs.pageInfo.endCursor;
      more = jobs.pageInfo.hasNextPage;
      if (seen.length === 14) await submitJob(system.api, { model: 'work', items: [workItem(0, 2)] });
    }
    expect(seen.slice(0, 50)).toEqual([...submitted].reverse());
    expect(new Set(seen).size).toBe(seen.length);
    expect(seen.length).toBeGreaterThanOrEqual(52);
    await Promise.all(submitted.map((id) => finished(system.api, id)));
  });
});

/** A connection whose page holds one node. */
function one<T>(node: z.ZodType<T>) {
  return z.object({ edges: z.tuple([z.object({ node })]) });
}

const policySchema = z.object({
  version: z.number(),
  parameters: z.array(z.object({ name: z.string(), value: z.number() })),
});

const taskSchema = z.object({
  text: z.string(),
  inputs: z.tuple([
    z.object({ name: z.string(), blob: z.object({ bytes: z.number(), downloadUrl: z.string() }) }),
  ]),
  attempts: z.tuple([
    z.object({
      state: z.string(),
      runMs: z.number(),
      device: z.object({ name: z.string(), status: z.string(), fleetId: z.string() }),
    }),
  ]),
  job: z.object({ fleet: z.object({ id: z.string() }) }),
});

const artifactSchema = z.object({
  bytes: z.number(),
  blob: z.object({ bytes: z.number(), state: z.string() }),
});

const acrossSchema = z.object({
  viewer: z.object({ kind: z.string(), community: z.object({ slug: z.string(), policy: policySchema }) }),
  jobs: one(
    z.object({
      state: z.string(),
      because: z.object({ policyVersion: z.number() }),
      modelVersion: z.object({
        model: z.object({ slug: z.string() }),
        artifacts: z.array(artifactSchema).length(4),
      }),
      tasks: one(taskSchema),
    }),
  ),
  auditVerdict: z.object({ intact: z.boolean(), records: z.number() }),
});

const progressSchema = z.object({
  data: z.object({
    jobProgress: z.object({
      finished: z.boolean(),
      progress: z.number(),
      counts: z.object({ total: z.number(), succeeded: z.number() }),
      job: z.object({ fleet: z.object({ name: z.string() }), submittedBy: z.string() }),
    }),
  }),
});

/** The events in the text of an event stream; comments that keep the connection open are left out. */
function eventsIn(text: string): readonly { readonly name: string; readonly data: string }[] {
  return text
    .split('\n\n')
    .map((block) => block.split('\n').filter((line) => line !== '' && !line.startsWith(':')))
    .filter((lines) => lines.length > 0)
    .map((lines) => ({ name: field(lines, 'event'), data: field(lines, 'data') }));
}

function field(lines: readonly string[], name: string): string {
  const line = lines.find((candidate) => candidate.startsWith(`${name}:`)) ?? '';
  return line.slice(name.length + 1).trim();
}

import { newId, type JsonValue } from '@ai-collective/contracts';
import {
  additionItem,
  leased,
  succeeded,
  type Claims,
  type TestCompute,
} from '../../../subgraphs/compute/test/TestCompute.js';
import { mark } from '../Facts.js';
import type { CommunityKey } from '../communities.js';
import type { OwnerDoor } from '../OwnerDoor.js';

interface Seeding {
  readonly compute: TestCompute;
  readonly door: OwnerDoor;
  readonly community: CommunityKey;
  readonly id: string;
  readonly by: string;
}

/** Two models, two fleets and two jobs of a community, one of them done. Answers what its blobs are called. */
export async function seedCompute({ compute, door, community, id, by }: Seeding): Promise<readonly string[]> {
  const claims: Claims = { community: id, sub: by, roles: ['OWNER'] };
  const models = [await compute.publish(undefined, claims), await compute.publish(undefined, claims)];
  const fleets = [
    await compute.openFleet(mark(community, 'fleet-one'), claims),
    await compute.openFleet(mark(community, 'fleet-two'), claims),
  ];
  for (const [index, { versionId }] of models.entries()) {
    const idempotencyKey = mark(community, `idempotency-${index}`);
    const job = { modelVersionId: versionId, fleetId: fleets[index], items: [additionItem], idempotencyKey };
    const jobId = await compute.submit(job, claims);
    if (index === 0) await finish({ compute, community, id, by }, jobId);
  }
  await findWrong(door, id);
  await compute.sampleFleets();
  await compute.watchDevices();
  await doubtResults(door, id);
  await giveBudgets({ compute, door, id, by });
  await submitFromBlob(compute, { community, id, claims, modelVersionId: models[0]?.versionId });
  await finishStep(
    compute,
    { community, id, by, claims },
    models.map(({ versionId }) => versionId),
  );
  await giveNames(door, community, id);
  return [mark(community, 'content-one'), mark(community, 'content-two')].map((text) =>
    compute.storage.put(id, text),
  );
}

/** A job of a chain, whose first step is done. */
async function finishStep(
  compute: TestCompute,
  { claims, ...seeding }: Omit<Seeding, 'compute' | 'door'> & { readonly claims: Claims },
  versions: readonly string[],
): Promise<void> {
  const [first, second] = versions;
  const inputs = ['a', 'b'].map((name) => ({ name, step: 0, output: 'sum' }));
  const steps = [{ modelVersionId: first }, { modelVersionId: second, inputs }];
  const jobId = await compute.submit({ steps, items: [additionItem] }, claims);
  await finish({ compute, ...seeding }, jobId, { sum: additionItem.inputs[0]?.tensor ?? null });
}

/** Devices were wrong, and are suspended. */
async function findWrong(door: OwnerDoor, id: string): Promise<void> {
  await door.rows(
    `insert into device_trust (tenant_id, device_id, model_version_id, consecutive_valid)
     select distinct attempt.tenant_id, attempt.device_id, job.model_version_id, 1
     from attempts as attempt join tasks as task on task.id = attempt.task_id join jobs as job on job.id = task.job_id
     where attempt.tenant_id = $1`,
    [id],
  );
  await door.rows(
    `insert into device_standing (tenant_id, device_id, state, suspended_at)
     select distinct tenant_id, device_id, 'SUSPENDED', now() from attempts where tenant_id = $1`,
    [id],
  );
}

/** What devices got accepted is looked through, and audited. */
async function doubtResults(door: OwnerDoor, id: string): Promise<void> {
  await door.rows(
    `insert into device_catches (tenant_id, device_id, suspended, passed)
     select tenant_id, device_id, true, '{}' from device_standing where tenant_id = $1`,
    [id],
  );
  await door.rows(
    `insert into result_audits (tenant_id, task_id, attempt_id, device_id, runs)
     select tenant_id, task_id, id, device_id, '{}' from attempts where tenant_id = $1`,
    [id],
  );
}

/** A job that stays PREPARING, since no replica does the work of these tests. */
async function submitFromBlob(
  compute: TestCompute,
  {
    community,
    id,
    claims,
    modelVersionId,
  }: { community: CommunityKey; id: string; claims: Claims; modelVersionId: string | undefined },
): Promise<void> {
  const itemsBlob = compute.storage.put(id, mark(community, 'items'));
  await compute.submit({ modelVersionId, itemsBlob }, claims);
  await compute.get('mutation { rotateWebhookSecret { formerUntil } }', {}, claims);
}

/** Its result is paid for, and that is taken back. */
async function finish(
  { compute, community, id, by }: Omit<Seeding, 'door'>,
  jobId: string,
  more: Readonly<Record<string, JsonValue>> = {},
): Promise<void> {
  const [task] = await compute.taskMessages(jobId);
  if (task === undefined) throw new Error('the job has no task');
  const attempt = newId('attempt');
  const output = { text: mark(community, 'output'), ...more };
  const deviceId = newId('device');
  await compute.settle(
    [leased(task, attempt), succeeded(task, attempt, output)].map((event) => ({
      ...event,
      deviceId,
      ownerId: by,
    })),
  );
  await compute.reverse(id, [attempt]);
}

async function giveBudgets({ compute, door, id, by }: Omit<Seeding, 'community'>): Promise<void> {
  await compute.get(
    'mutation ($memberId: ID!) { setBudget(memberId: $memberId, monthly: "7000000") { monthly } }',
    { memberId: by },
    { community: id, sub: by, roles: ['OWNER'] },
  );
  await door.rows(
    `insert into credit_grants (tenant_id, month, holder, amount)
     values ($1, date_trunc('month', now() at time zone 'UTC'), $2, 1)`,
    [id, by],
  );
}

async function giveNames(door: OwnerDoor, community: CommunityKey, id: string): Promise<void> {
  const [slug, name, licence] = [
    mark(community, 'model'),
    mark(community, 'model-name'),
    mark(community, 'licence'),
  ];
  await door.rows(
    `with numbered as (select id, row_number() over (order by id) as number from models where tenant_id = $1)
     update models set slug = $2 || '-' || number, name = $3 || '-' || number, description = $3 || '-about-' || number
     from numbered where models.id = numbered.id`,
    [id, slug, name],
  );
  await door.rows(`update model_versions set licence = $2 || '-' || right(id, 6) where tenant_id = $1`, [
    id,
    licence,
  ]);
}

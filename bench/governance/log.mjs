// How fast records come into the log, and how fast it proves that one is in it: governance's own operations on the installation's PostgreSQL.
import { createHash, randomBytes } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { growTree, leafHash, edgeTiles, tileName, newId } from '@ai-collective/contracts';
import { createLogger } from '@ai-collective/platform';
import { keepTree } from '../../subgraphs/governance/dist/entities/AuditTree.js';
import { appendAudit } from '../../subgraphs/governance/dist/operations/appendAudit.js';
import { proveRecord } from '../../subgraphs/governance/dist/operations/audit/proveRecord.js';
import { openGovernanceDatabase } from '../../subgraphs/governance/dist/startGovernance.js';

const batch = 1_000;
const chunk = 65_536;

/** @param databaseUrl governance's schema in a running installation, as the service itself has it */
export async function measureLog(databaseUrl, { quick, say }) {
  const database = await openGovernanceDatabase(
    { DATABASE_URL: databaseUrl, DATABASE_OWNER_URL: undefined, DATABASE_POOL: 4 },
    createLogger({ service: 'bench', level: 'warn' }),
  );
  try {
    const allowsAll = { authorize: ({ community }) => ({ community }) };
    const services = { database, ...allowsAll };
    return {
      appends: await measureAppends(services, { count: quick ? 20_000 : 200_000, say }),
      proofs: await measureProofs(services, { leaves: quick ? 1_000_000 : 10_000_000, say }),
    };
  } finally {
    await database.close();
  }
}

async function measureAppends(services, { count, say }) {
  say(`${count} records into the log`);
  const communityId = newId('community');
  await appendAudit(services, records(communityId, batch));
  let [ms, processorMs] = [0, 0];
  for (let done = 0; done < count; done += batch) {
    // Made before it is timed, and not all at once: they come from Kafka one batch after the other, too.
    const some = records(communityId, batch);
    const usage = process.cpuUsage();
    const begun = performance.now();
    await appendAudit(services, some);
    ms += performance.now() - begun;
    const { user, system } = process.cpuUsage(usage);
    processorMs += (user + system) / 1_000;
  }
  return { count, ms, processorMs };
}

function records(communityId, count) {
  return Array.from({ length: count }, () => ({
    ...{ id: newId('event'), at: new Date().toISOString(), service: 'compute', communityId },
    ...{ actor: { subject: newId('person'), kind: 'PERSON' }, action: 'jobs:submit', outcome: 'ALLOWED' },
    ...{
      resource: { type: 'Job', id: newId('job') },
      policyVersion: 3,
      traceId: randomBytes(16).toString('hex'),
    },
    details: { model: 'ocr', items: 12 },
  }));
}

async function measureProofs(services, { leaves, say }) {
  say(`a tree of ${leaves} leaves`);
  const community = newId('community');
  let [size, edge] = [0, []];
  while (size < leaves) {
    const added = Array.from({ length: Math.min(chunk, leaves - size) }, (_, at) => leafAt(size + at));
    const grown = growTree(size, edge, added);
    await services.database.withTenantSql(community, (sql) => keepTree(sql, community, grown));
    const known = new Map([...edge, ...grown.tiles].map((tile) => [tileName(tile), tile]));
    ({ size } = grown);
    edge = edgeTiles(size).flatMap((place) => known.get(tileName(place)) ?? []);
  }
  // What was written goes to the disk meanwhile.
  await delay(10_000);
  const caller = { passport: { community } };
  const times = [];
  for (let time = 0; time < 1_100; time += 1) {
    const sequence = 1 + (createHash('sha256').update(`place ${time}`).digest().readUInt32BE() % leaves);
    const begun = performance.now();
    await proveRecord(services, caller, { sequence, size: null });
    if (time >= 100) times.push(performance.now() - begun);
  }
  return { leaves, times: times.sort((one, other) => one - other) };
}

function leafAt(place) {
  return leafHash(Buffer.from(`leaf ${place}`));
}

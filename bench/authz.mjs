// What it costs to ask: decisions remembered and evaluated, beside 20 and 500 policies of a community's own; passports verified;
// and row-level security, on two tables that differ in nothing but its policy, in turns.
import { createRequire } from 'node:module';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { defaultPolicyParameters, permissions } from '@ai-collective/contracts';
import { freePort, startPostgres } from '@ai-collective/local';
import {
  createAuthorizer,
  createLogger,
  createPassportVerifier,
  openDatabase,
  policyProblems,
  tenantTable,
} from '@ai-collective/platform';

const fromPlatform = createRequire(import.meta.resolve('@ai-collective/platform'));
const { Migration } = fromPlatform('@mikro-orm/migrations');
const { exportJWK, generateKeyPair, SignJWT } = await import(fromPlatform.resolve('jose'));

const tenants = 100;
const rowsEach = 100;
const rlsWanted = 1.8;
/** Persons take turns, so that no decision is remembered from the time before: more of them than are remembered. */
const people = 20_000;

export async function bench({ quick, say }) {
  const milliseconds = quick ? 500 : 5_000;
  const rates = [
    ['remembered decision', 200_000, cached(0)],
    ['remembered decision, 500 policies', 200_000, cached(500)],
    ['remembered decision about a model, ten grants', 200_000, cachedWithGrants()],
    ['decision, built-in policies only', 1_500, uncached(0)],
    ['decision, 20 policies', 1_500, uncached(20)],
    ['decision, 500 policies', 300, uncached(500)],
    ['remembered passport', 500_000, await rememberedPassport()],
  ];
  const measured = [];
  for (const [what, wanted, run] of rates) {
    say(what);
    measured.push({ what, wanted, rate: Math.round(await rateOf(run, milliseconds)) });
  }
  const overheads = await rowLevelSecurity(quick ? 300 : 3_000, say);
  const worst = Math.max(...overheads.map(({ ratio }) => ratio));
  return {
    title: `authz: a permission asked for, a passport verified, a query behind row-level security`,
    rows: [
      ...measured.map(({ what, rate }) => ({ what, value: `${rate.toLocaleString('en')} /s` })),
      ...overheads.map(({ what, open, behind, ratio }) => ({
        what: `${what}, p50 without → with row-level security`,
        value: `${open.toFixed(3)} → ${behind.toFixed(3)} ms, ${ratio.toFixed(2)}×`,
      })),
    ],
    targets: [
      ...measured.map(({ what, wanted, rate }) => ({
        name: what,
        value: `${rate.toLocaleString('en')} /s`,
        target: `≥ ${wanted.toLocaleString('en')} /s`,
        ok: rate >= wanted,
      })),
      {
        name: 'row-level security per query',
        value: `${worst.toFixed(2)}×`,
        target: `≤ ${rlsWanted}×`,
        ok: worst <= rlsWanted,
      },
    ],
  };
}

/** Runs a second of warm-up, then counts; `run` does a hundred at a time, and may be asynchronous. */
async function rateOf(run, milliseconds) {
  const count = async (until) => {
    let done = 0;
    while (performance.now() < until) done += await run();
    return done;
  };
  await count(performance.now() + 1_000);
  const started = performance.now();
  const done = await count(started + milliseconds);
  return (done / (performance.now() - started)) * 1_000;
}

function authorizerWith(count) {
  const policies = communityPolicies(count);
  const problems = policyProblems(policies);
  if (problems.length > 0) throw new Error(problems.join('\n'));
  const inForce = { version: 1, parameters: defaultPolicyParameters, policies, inherited: [] };
  return createAuthorizer({ get: () => inForce });
}

/** What communities write: some forbid one person or thing something, some let a role do more. */
function communityPolicies(count) {
  const texts = [
    (n) => `forbid (principal == Person::"per_${n}", action == Action::"jobs:submit", resource);`,
    (n) =>
      `forbid (principal, action == Action::"jobs:submit", resource == Fleet::"flt_${n}") unless { principal in Role::"OPERATOR" };`,
    () => `permit (principal in Role::"MEMBER", action == Action::"audit:read", resource);`,
    (n) =>
      `forbid (principal is Service, action in [Action::"blobs:write", Action::"blobs:read"], resource) when { context.permission == "${n}" };`,
  ];
  return Array.from({ length: count }, (_, n) => ({
    id: `own-${n}`,
    text: texts[n % texts.length](n),
    proposalId: null,
  }));
}

const passportOf = (n) => ({
  iss: 'aic-gateway',
  aud: 'compute',
  sub: `per_of_nobody_${n}`,
  kind: 'PERSON',
  community: 'com_1',
  ancestors: [],
  roles: ['DEVELOPER'],
  grants: [],
  scopes: null,
  policyVersion: 1,
  iat: 0,
  exp: 60,
});

function cached(count) {
  const { authorize } = authorizerWith(count);
  const passports = Array.from({ length: 100 }, (_, n) => passportOf(n));
  return () => {
    for (const passport of passports) authorize(passport, 'jobs:submit');
    return passports.length;
  };
}

/** Guests who were each given a developer's role for ten models, for a time. */
function cachedWithGrants() {
  const { authorize } = authorizerWith(0);
  const until = Math.floor(Date.now() / 1_000) + 3_600;
  const grants = Array.from({ length: 10 }, (_, n) => ({
    id: `grt_${n}`,
    role: 'DEVELOPER',
    permissions: [],
    on: { type: 'MODEL', id: `mdl_${n}` },
    until,
  }));
  const passports = Array.from({ length: 100 }, (_, n) => ({ ...passportOf(n), roles: ['GUEST'], grants }));
  const about = { community: 'com_1', type: 'Model', id: 'mdl_7' };
  return () => {
    for (const passport of passports) authorize(passport, 'models:publish', about);
    return passports.length;
  };
}

function uncached(count) {
  const { decide } = authorizerWith(count);
  let next = 0;
  return () => {
    for (let n = 0; n < 100; n += 1) {
      next += 1;
      // Without policies of a community's own all members share a decision, so it is their community that differs.
      const passport = passportOf(next % people);
      decide(
        count === 0 ? { ...passport, community: `com_${next % people}` } : passport,
        permissions[next % permissions.length],
      );
    }
    return 100;
  };
}

async function rememberedPassport() {
  const { privateKey, publicKey } = await generateKeyPair('EdDSA');
  const jwk = { ...(await exportJWK(publicKey)), kid: 'bench', alg: 'EdDSA' };
  const now = Math.floor(Date.now() / 1_000);
  const token = await new SignJWT({ ...passportOf(1), iat: now, exp: now + 60 })
    .setProtectedHeader({ alg: 'EdDSA', kid: 'bench' })
    .sign(privateKey);
  const verify = createPassportVerifier({
    audience: 'compute',
    jwks: JSON.stringify({ keys: [jwk] }),
    clockSeconds: () => now,
  });
  return async () => {
    for (let n = 0; n < 1_000; n += 1) await verify(token);
    return 1_000;
  };
}

/** Two tables of the same shape and rows. */
class Tables extends Migration {
  up() {
    for (const table of ['behind', 'open'])
      this.addSql(`
        create table ${table} (id text primary key, tenant_id text not null, name text not null, made timestamptz not null);
        insert into ${table} select 'job_' || tenant || '_' || n, 'com_' || tenant, 'job ' || n, now() - n * interval '1 s'
          from generate_series(0, ${tenants - 1}) tenant, generate_series(0, ${rowsEach - 1}) n;
        create index on ${table} (tenant_id, id);
        analyze ${table};
      `);
    this.addSql(tenantTable('behind'));
  }
}

async function rowLevelSecurity(rounds, say) {
  const folder = await mkdtemp(path.join(tmpdir(), 'aic-bench-'));
  await chmod(folder, 0o755);
  const postgres = await startPostgres({
    folder: path.join(folder, 'postgres'),
    port: await freePort(),
    password: 'bench-only',
    durable: false,
  });
  const url = new URL(postgres.ownerUrl);
  url.username = 'bench';
  const database = await openDatabase({
    service: 'bench',
    url: url.href,
    ownerUrl: postgres.ownerUrl,
    entities: [],
    migrations: [{ name: '0001-tables', class: Tables }],
    log: createLogger({ service: 'bench', level: 'silent' }),
  });
  try {
    say('row-level security');
    return [
      await compare('one row by its id, in a transaction', rounds, (table, tenant, n) =>
        database.queryTenant(tenant, [
          [`select * from ${table} where tenant_id = ? and id = ?`, [tenant, `job_${tenant.slice(4)}_${n}`]],
        ]),
      ),
      await compare('a page of twenty rows, in a transaction of the ORM', rounds, (table, tenant) =>
        database.withTenant(tenant, (em) =>
          em.execute(`select * from ${table} where tenant_id = ? order by id limit 20`, [tenant]),
        ),
      ),
    ];
  } finally {
    await database.close();
    await postgres.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

/** Both tables in turn, since the machine's speed changes from one moment to the next. */
async function compare(what, rounds, query) {
  const times = { open: [], behind: [] };
  for (let round = -100; round < rounds; round += 1)
    for (const table of round % 2 === 0 ? ['open', 'behind'] : ['behind', 'open']) {
      const started = performance.now();
      await query(table, `com_${Math.abs(round) % tenants}`, Math.abs(round) % rowsEach);
      if (round >= 0) times[table].push(performance.now() - started);
    }
  const [open, behind] = [median(times.open), median(times.behind)];
  return { what, open, behind, ratio: behind / open };
}

function median(values) {
  return [...values].sort((left, right) => left - right)[Math.floor(values.length / 2)];
}

import { readFileSync } from 'node:fs';
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { apiKeyPattern } from '@ai-collective/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadSecrets, type LocalSecrets } from '../../src/plan/LocalSecrets.js';
import { planProcesses, type PlanSettings } from '../../src/plan/planProcesses.js';
import { portsFrom } from '../../src/plan/ports.js';

describe('a local installation', () => {
  let folder: string;
  let secrets: LocalSecrets;

  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'aic-plan-'));
    secrets = await loadSecrets(folder);
  });

  afterAll(() => rm(folder, { recursive: true, force: true }));

  const plan = (more: Partial<PlanSettings> = {}) =>
    planProcesses({
      root: '/project',
      dataFolder: '/data',
      ports: portsFrom(4000),
      host: '127.0.0.1',
      secrets,
      databaseUrl: undefined,
      kafkaBrokers: undefined,
      logLevel: 'info',
      allowLoopbackIssuers: false,
      ...more,
    });
  const names = (specs: readonly { readonly name: string }[]) => specs.map(({ name }) => name);

  it('makes its secrets once, for its owner only', async () => {
    expect(await loadSecrets(folder)).toEqual(secrets);
    expect(secrets.apiKey).toMatch(apiKeyPattern);
    for (const file of ['secrets.json', 'api-key'])
      expect((await stat(path.join(folder, file))).mode & 0o777).toBe(0o600);
  });

  it('of before there were all of them gets the others, once, and keeps the rest', async () => {
    const old = await mkdtemp(path.join(tmpdir(), 'aic-plan-old-'));
    const before = { ...secrets, identitySealingKey: undefined, checkpointKey: undefined };
    const file = path.join(old, 'secrets.json');
    await writeFile(file, JSON.stringify(before));
    const completed = await loadSecrets(old);
    expect(completed).toEqual({
      ...before,
      identitySealingKey: expect.stringMatching(/^[\w-]{43}$/) as string,
      checkpointKey: expect.stringMatching(/^[\w-]{43}$/) as string,
    });
    expect(await loadSecrets(old)).toEqual(completed);
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    await rm(old, { recursive: true, force: true });
  });

  it('trusts no issuers on the machine itself unless told to', () => {
    const allowed = (more: Partial<PlanSettings>) =>
      plan(more).services.find(({ name }) => name === 'identity')?.environment.OIDC_ALLOW_LOOPBACK;
    expect([allowed({}), allowed({ allowLoopbackIssuers: true })]).toEqual(['false', 'true']);
  });

  it('has no port twice', () => {
    const ports = Object.values(portsFrom(4000));
    expect(new Set(ports).size).toBe(ports.length);
  });

  it('starts the gateway with the flags that Compose and the npm script give it', () => {
    const gateway = plan({}).services.find(({ name }) => name === 'gateway');
    const root = new URL('../../../../', import.meta.url);
    const flagsIn = (file: string, line: RegExp) =>
      line.exec(readFileSync(new URL(file, root), 'utf8'))?.[0].match(/--[a-z-]+(=\d+)?/g);
    expect(gateway?.nodeFlags).toHaveLength(3);
    expect(flagsIn('docker-compose.yml', /command:[^\]]*gateway\/dist[^\]]*\]/)).toEqual(gateway?.nodeFlags);
    expect(flagsIn('package.json', /"gateway": "node .*/)).toEqual(gateway?.nodeFlags);
  });

  it('serves metrics to this machine only, even when the gateway is open to the network', () => {
    const { services } = plan({ host: '0.0.0.0' });
    const environmentOf = (service: string) => services.find(({ name }) => name === service)?.environment;
    expect(environmentOf('gateway')?.HOST).toBe('0.0.0.0');
    const ports = { gateway: '4010', compute: '4012', dispatcher: '4015' };
    for (const [service, port] of Object.entries(ports))
      expect(environmentOf(service)).toMatchObject({ METRICS_HOST: '127.0.0.1', METRICS_PORT: port });
  });

  it('signs people in at a name, which passkeys need, unless it is told an address', () => {
    const address = (settings: Parameters<typeof plan>[0]) =>
      plan(settings).services.find(({ name }) => name === 'identity')?.environment.PUBLIC_URL;
    expect(address({})).toBe('http://localhost:4000');
    expect(address({ host: '192.0.2.7' })).toBe('http://192.0.2.7:4000');
  });

  it('lets machines that join know where its dispatcher is', () => {
    const address = (settings: Parameters<typeof plan>[0]) =>
      plan(settings).services.find(({ name }) => name === 'identity')?.environment.PUBLIC_DISPATCHER_URL;
    expect(address({})).toBe('ws://127.0.0.1:4005/executors');
    expect(address({ host: '192.0.2.7' })).toBe('ws://192.0.2.7:4005/executors');
  });

  it('brings its own PostgreSQL and broker', () => {
    expect(names(plan().foundations)).toEqual(['postgres', 'broker']);
  });

  it('uses a PostgreSQL and a Kafka it is given instead', () => {
    const own = plan({
      databaseUrl: 'postgresql://admin:pw@db.example:5433/aic',
      kafkaBrokers: 'kafka.example:9092',
    });
    expect(own.foundations).toEqual([]);
    const compute = own.services.find(({ name }) => name === 'compute');
    expect(compute?.environment).toMatchObject({
      DATABASE_OWNER_URL: 'postgresql://admin:pw@db.example:5433/aic',
      KAFKA_BROKERS: 'kafka.example:9092',
    });
    expect(new URL(compute?.environment.DATABASE_URL ?? '')).toMatchObject({
      host: 'db.example:5433',
      username: 'aic_compute',
      pathname: '/aic',
    });
  });

  it('gives each process only the secrets it needs', () => {
    const holders = (secret: string) =>
      names(
        [...plan().services, ...plan().devices].filter(({ environment }) =>
          Object.values(environment).some((value) => value.includes(secret)),
        ),
      );
    expect(holders('/keys/passport.json')).toEqual(['gateway']);
    expect(holders('/keys/identity.json')).toEqual(['identity']);
    expect(holders(secrets.identitySealingKey)).toEqual(['identity']);
    expect(holders(secrets.checkpointKey)).toEqual(['governance']);
    expect(holders(secrets.capabilitySecret)).toEqual(['compute', 'storage', 'dispatcher']);
    expect(holders(secrets.apiKey)).toEqual(['identity', 'agent']);
  });

  it('opens only the gateway and the dispatcher to the network', () => {
    const open = plan({ host: '192.0.2.7' });
    const listening = [...open.services, ...open.devices].filter(
      ({ environment }) => environment.HOST === '192.0.2.7',
    );
    expect(names(listening)).toEqual(['dispatcher', 'gateway']);
    expect(open.gatewayUrl).toBe('http://192.0.2.7:4000');
  });
});

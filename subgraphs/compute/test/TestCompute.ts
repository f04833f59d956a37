import {
  attemptEventSchema,
  defaultPolicyParameters,
  newId,
  tightestParameters,
  type AttemptEvent,
  type CommunityPolicy,
  type FleetMessage,
  type JsonValue,
  type PassportClaims,
  type PolicyParameters,
  type TaskMessage,
} from '@ai-collective/contracts';
import {
  createAuthorizer,
  createLogger,
  openDatabase,
  type Database,
  type HttpServer,
} from '@ai-collective/platform';
import { createTestDatabase, type TestDatabase } from '@ai-collective/platform/testing';
import { httpBlobClient } from '../src/blobs/httpBlobClient.js';
import { entities } from '../src/entities/index.js';
import { migrations } from '../src/migrations/index.js';
import { readModelFile } from '../src/onnx/readModelFile.js';
import type { ComputeServices } from '../src/operations/ComputeServices.js';
import { auditCaughtDevices } from '../src/operations/audits/auditCaughtDevices.js';
import { CreditPrices } from '../src/operations/credit/CreditPrices.js';
import { reversePayment } from '../src/operations/credit/reversePayment.js';
import { doDueWork, type WorkHandler } from '../src/operations/doDueWork.js';
import { askedPolicies, restrictDevices } from '../src/operations/devices/restrictDevices.js';
import { sampleDevices } from '../src/operations/devices/sampleDevices.js';
import { sampleFleets } from '../src/operations/fleets/sampleFleets.js';
import { settleAttempts } from '../src/operations/settleAttempts.js';
import { Situations } from '../src/events/Situations.js';
import { JobWatchers } from '../src/progress/JobWatchers.js';
import { progressChannel } from '../src/progress/progressChannel.js';
import { startGraphqlServer } from '../src/startGraphqlServer.js';
import { httpWebhookClient } from '../src/webhooks/httpWebhookClient.js';
import { capabilitySecret, FakeStorage } from './fakeStorage.js';
import { onnxBytes, type Message } from './onnxBuilder.js';
import { TestGateway } from './testGateway.js';

export interface GraphqlAnswer<Data> {
  readonly data: Data | null;
  readonly errors?: readonly {
    readonly message: string;
    readonly extensions: { readonly code: string } & Readonly<Record<string, unknown>>;
  }[];
}

export type Claims = Partial<PassportClaims>;

/** The whole service over a real database and HTTP, with a blob store in memory and the outbox read instead of Kafka. */
export class TestCompute {
  readonly policies = new Map<string, Partial<PolicyParameters>>();
  /** Cedar policies of every community's own. */
  cedarPolicies: readonly CommunityPolicy[] = [];

  private constructor(
    readonly parts: {
      readonly database: TestDatabase;
      readonly services: ComputeServices;
      readonly server: HttpServer;
      readonly stopListening: () => Promise<void>;
    },
    readonly gateway: TestGateway,
    readonly storage: FakeStorage,
  ) {}

  static async start(authorizing: typeof createAuthorizer = createAuthorizer): Promise<TestCompute> {
    const testDatabase = await createTestDatabase();
    const storage = await FakeStorage.start();
    const gateway = new TestGateway();
    const log = createLogger({ service: 'compute', level: 'silent' });
    const database = await openDatabase({
      service: 'compute',
      url: testDatabase.serviceUrl('compute'),
      ownerUrl: testDatabase.ownerUrl,
      entities,
      migrations,
      log,
    });
    const watchers = new JobWatchers();
    const parametersOf = (id: string) => ({ ...defaultPolicyParameters, ...compute.policies.get(id) });
    const policies = {
      get: (community: string, ancestors: readonly string[]) => ({
        version: 7,
        parameters: tightestParameters([parametersOf(community), ...ancestors.map(parametersOf)]),
        policies: compute.cedarPolicies,
        inherited: [],
      }),
    };
    const services: ComputeServices = {
      ...authorizing(policies),
      database,
      policies,
      blobs: httpBlobClient({ storageUrl: storage.url, capabilitySecret }),
      prices: new CreditPrices(database),
      webhooks: httpWebhookClient({ masterSecret: capabilitySecret, allowLoopback: true }),
      watchers,
      situations: new Situations(log),
      readModelFile,
      drawSecret: capabilitySecret,
      log,
    };
    const stopListening = await database.listen(progressChannel, (payload) => watchers.heard(payload));
    const server = await startGraphqlServer(
      { HOST: '127.0.0.1', PORT: 0, PASSPORT_JWKS: gateway.jwks },
      services,
      [],
    );
    const compute: TestCompute = new TestCompute(
      { database: testDatabase, services, server, stopListening },
      gateway,
      storage,
    );
    return compute;
  }

  get services(): ComputeServices {
    return this.parts.services;
  }

  get database(): Database {
    return this.parts.services.database;
  }

  async close(): Promise<void> {
    this.services.watchers.close();
    await this.parts.server.close();
    await this.parts.stopListening();
    await this.services.blobs.close();
    await this.services.webhooks.close();
    await this.database.close();
    await this.parts.database.drop();
    await this.storage.close();
  }

  post(body: object, claims: Claims = {}, headers: Record<string, string> = {}): Promise<Response> {
    return fetch(`${this.parts.server.url}/graphql`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'x-aic-passport': this.gateway.passport(claims),
        ...headers,
      },
      body: JSON.stringify(body),
    });
  }

  async ask<Data>(query: string, variables: object = {}, claims: Claims = {}): Promise<GraphqlAnswer<Data>> {
    return (await (await this.post({ query, variables }, claims)).json()) as GraphqlAnswer<Data>;
  }

  /** The data of an operation that must not fail. */
  async get<Data>(query: string, variables: object = {}, claims: Claims = {}): Promise<Data> {
    const answer = await this.ask<Data>(query, variables, claims);
    if (answer.data === null || answer.errors !== undefined) throw new Error(JSON.stringify(answer.errors));
    return answer.data;
  }

  /** The code of the error of an operation that must fail. */
  async refusal(query: string, variables: object = {}, claims: Claims = {}): Promise<string> {
    const answer = await this.ask(query, variables, claims);
    return answer.errors?.[0]?.extensions.code ?? `no error but ${JSON.stringify(answer.data)}`;
  }

  /** Publishes a tensor model of this graph; answers the version's id. */
  async publish(
    graph?: Message,
    claims: Claims = {},
  ): Promise<{ readonly modelId: string; readonly versionId: string; readonly slug: string }> {
    const slug = `model-${newId('event').slice(-12)}`;
    const { createModel } = await this.get<{ createModel: { id: string } }>(
      'mutation ($input: CreateModelInput!) { createModel(input: $input) { id } }',
      { input: { name: 'Addition', slug } },
      claims,
    );
    const cid = this.storage.put(claims.community ?? 'com_one', onnxBytes(graph));
    const { publishModelVersion } = await this.get<{ publishModelVersion: { id: string } }>(
      'mutation ($input: PublishModelVersionInput!) { publishModelVersion(input: $input) { id } }',
      {
        input: {
          modelId: createModel.id,
          runner: 'tensor',
          artifacts: [{ role: 'model', cid }],
          licence: 'MIT',
        },
      },
      claims,
    );
    return { modelId: createModel.id, versionId: publishModelVersion.id, slug };
  }

  async openFleet(name = `fleet ${newId('event')}`, claims: Claims = {}): Promise<string> {
    const { createFleet } = await this.get<{ createFleet: { id: string } }>(
      'mutation ($name: String!) { createFleet(input: { name: $name }) { id } }',
      { name },
      claims,
    );
    return createFleet.id;
  }

  async submit(input: object, claims: Claims = {}): Promise<string> {
    const { submitJob } = await this.get<{ submitJob: { id: string } }>(submitMutation, { input }, claims);
    return submitJob.id;
  }

  /** The messages that wait in the outbox, oldest first. */
  outbox(): Promise<
    { topic: string; key: string; value: Record<string, JsonValue>; confirm_key: string | null }[]
  > {
    return this.database.withoutTenant((em) =>
      em.execute('select topic, key, value, confirm_key from outbox order by id'),
    );
  }

  /** The task messages of a job that wait in the outbox. */
  async taskMessages(jobId: string): Promise<TaskMessage[]> {
    const messages = await this.outbox();
    return messages
      .map(({ value }) => value as unknown as FleetMessage)
      .filter((value) => value.type === 'task')
      .filter((value) => value.jobId === jobId);
  }

  /** Does all work of a kind that is due, as replicas do in the background. */
  async work(handler: WorkHandler, signal: AbortSignal = new AbortController().signal): Promise<void> {
    while (await doDueWork(this.services, handler, signal));
  }

  /** Looks through what caught devices got accepted, as replicas do in the background, until nothing is due. */
  async audit(): Promise<void> {
    while (await auditCaughtDevices(this.services));
  }

  settle(events: readonly AttemptEvent[]): Promise<void> {
    return settleAttempts(this.services, events);
  }

  /** Looks at the fleets, as one replica does in the background, so many milliseconds from now. Answers how many there were. */
  sampleFleets(afterMs = 0): Promise<number> {
    return sampleFleets(this.services, () => Date.now() + afterMs);
  }

  /** Counts what came of leases and asks the policies about it, as replicas do in the background. Answers how many devices changed. */
  async watchDevices(): Promise<number> {
    await sampleDevices(this.services);
    return restrictDevices(this.services, askedPolicies());
  }

  /** Takes back what was paid for attempts of a community. */
  reverse(community: string, attemptIds: readonly string[]): Promise<number> {
    return this.database.withTenantSql(community, (sql) => reversePayment(sql, attemptIds));
  }
}

export const submitMutation = 'mutation ($input: SubmitJobInput!) { submitJob(input: $input) { id state } }';

export const leased = (task: TaskMessage, attemptId: string): AttemptEvent =>
  event(task, attemptId, { type: 'leased', placement: { score: 12, reasons: ['model on device'] } });

export const succeeded = (
  task: TaskMessage,
  attemptId: string,
  json: JsonValue = { text: 'ok' },
): AttemptEvent =>
  event(task, attemptId, {
    type: 'succeeded',
    output: { type: 'inline', json },
    runMs: 12.5,
    signature: 'c2ln',
  });

export const failed = (
  task: TaskMessage,
  attemptId: string,
  {
    outcome = 'ERROR',
    fault = 'device',
    code = 'DEVICE_BROKE',
  }: { outcome?: string; fault?: string; code?: string } = {},
): AttemptEvent =>
  event(task, attemptId, { type: 'failed', outcome, failure: { code, message: 'It broke.', fault } });

function event(task: TaskMessage, attemptId: string, rest: object): AttemptEvent {
  return attemptEventSchema.parse({
    attemptId,
    taskId: task.taskId,
    jobId: task.jobId,
    communityId: task.communityId,
    fleetId: task.fleetId,
    deviceId: 'dev_1',
    ownerId: 'person_1',
    vouched: true,
    at: new Date().toISOString(),
    ...rest,
  });
}

/** Two numbers a row, as the model of onnxBuilder takes them. */
export const vector = (name: string, values: readonly number[] = [1, 2]) => ({
  name,
  tensor: {
    dtype: 'float32',
    shape: [values.length / 2, 2],
    data: Buffer.from(new Float32Array(values).buffer).toString('base64'),
  },
});

export const additionItem = { inputs: [vector('a'), vector('b')] };

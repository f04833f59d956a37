import { grantsPerPassport, newId, permissions, type GrantClaim } from '@ai-collective/contracts';
import {
  Arg,
  Ctx,
  Directive,
  Field,
  ID,
  Mutation,
  ObjectType,
  Query,
  Resolver,
  Root,
  Subscription,
} from 'type-graphql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createAuthorizer } from '../../src/authorization/Authorizer.js';
import type { DeniedError } from '../../src/authorization/DeniedError.js';
import { AppError } from '../../src/errors/AppError.js';
import type { HttpServer } from '../../src/http/startHttpServer.js';
import { startSubgraph } from '../../src/subgraph/startSubgraph.js';
import type { SubgraphContext } from '../../src/subgraph/SubgraphContext.js';
import { silentLogger } from '../silentLogger.js';
import { createTestGateway, type TestGateway } from '../../src/testing/createTestGateway.js';
import { TestPolicies } from '../../src/testing/TestPolicies.js';

const { authorize } = createAuthorizer(new TestPolicies());

@ObjectType({ description: 'A thing.' })
@Directive('@key(fields: "id")')
class Thing {
  @Field(() => ID, { description: 'Its id.' })
  readonly id!: string;
}

@Resolver(() => Thing)
class ThingResolver {
  constructor(private readonly greeting: string) {}

  @Query(() => String, { description: 'Who asks.' })
  whoami(@Ctx() { passport }: SubgraphContext): string {
    return `${this.greeting} ${passport.sub}`;
  }

  @Query(() => Thing, { description: 'Some thing.' })
  thing(): Thing {
    return { id: '1' };
  }

  @Mutation(() => Boolean, { description: 'Needs a permission.' })
  guarded(@Ctx() { passport }: SubgraphContext): boolean {
    authorize(passport, 'keys:manage');
    return true;
  }

  @Query(() => Boolean, { description: 'Fails in a known way.' })
  refused(@Arg('id', () => ID, { description: 'Which.' }) id: string): boolean {
    throw new AppError('THING_NOT_FOUND', `There is no thing ${id}.`, { status: 404, details: { id } });
  }

  @Query(() => Boolean, { description: 'Fails in an unknown way.' })
  broken(): boolean {
    throw new Error('password=hunter2');
  }

  @Subscription(() => Number, {
    description: 'Counts to three.',
    subscribe: async function* () {
      for (let count = 1; count <= 3; count += 1) yield await Promise.resolve(count);
    },
  })
  count(@Root() value: number): number {
    return value;
  }

  @Subscription(() => Number, {
    description: 'Fails at once.',
    subscribe: () => {
      throw new Error('password=hunter2');
    },
  })
  brokenStream(@Root() value: number): number {
    return value;
  }
}

describe('startSubgraph', () => {
  let gateway: TestGateway;
  let server: HttpServer;
  const denials: string[] = [];

  beforeAll(async () => {
    gateway = await createTestGateway('identity');
    server = await startSubgraph({
      name: 'identity',
      host: '127.0.0.1',
      port: 0,
      jwks: gateway.jwks,
      log: silentLogger,
      resolvers: [ThingResolver],
      container: new Map([[ThingResolver, new ThingResolver('hello')]]),
      referenceResolvers: { Thing: ({ id }) => Promise.resolve(id === 'none' ? null : { id }) },
      readiness: [{ name: 'always', check: () => undefined }],
      recordDenial: (_, denial: DeniedError) => {
        denials.push(denial.permission);
        return Promise.resolve();
      },
    });
  });

  afterAll(() => server.close());

  const post = async (query: string, headers: Record<string, string> = {}): Promise<Response> =>
    fetch(`${server.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify({ query }),
    });
  const ask = async (query: string): Promise<unknown> =>
    (await post(query, { 'x-aic-passport': await gateway.sign() })).json();

  it('answers who holds a valid passport', async () => {
    expect(await ask('{ whoami }')).toEqual({ data: { whoami: 'hello per_test' } });
  });

  it('takes a passport with as many grants as one can have', async () => {
    const grants = Array.from({ length: grantsPerPassport }, (): GrantClaim => {
      const [id, role] = [newId('grant'), newId('role')];
      return {
        id,
        role,
        permissions: [...permissions],
        on: { type: 'BLOBS', prefix: '字'.repeat(64) },
        until: 1_800_000_000,
      };
    });
    const headers = { 'x-aic-passport': await gateway.sign({ grants }) };
    expect(await (await post('{ whoami }', headers)).json()).toEqual({ data: { whoami: 'hello per_test' } });
  });

  it.each(['{ whoami }', '{ _service { sdl } }', '{ __typename }'])(
    'refuses %s without a passport',
    async (query) => {
      const response = await post(query);
      expect(response.status).toBe(401);
      expect(await response.json()).toMatchObject({
        errors: [{ extensions: { code: 'PASSPORT_REQUIRED' } }],
      });
    },
  );

  it('refuses a bare header that claims to be somebody', async () => {
    expect((await post('{ whoami }', { 'x-aic-passport': '{"sub":"per_root"}' })).status).toBe(401);
  });

  it('shows its federated schema', async () => {
    const { data } = (await ask('{ _service { sdl } }')) as { data: { _service: { sdl: string } } };
    expect(data._service.sdl).toContain('type Thing @key(fields: "id")');
    expect(data._service.sdl).toContain('specs.apollo.dev/federation/v2');
  });

  it('resolves references, and null for what does not exist', async () => {
    const query =
      '{ _entities(representations: [{ __typename: "Thing", id: "1" }, { __typename: "Thing", id: "none" }]) { __typename ... on Thing { id } } }';
    expect(await ask(query)).toEqual({ data: { _entities: [{ __typename: 'Thing', id: '1' }, null] } });
  });

  it('keeps code, message and details of known errors', async () => {
    expect(await ask('{ refused(id: "7") }')).toMatchObject({
      errors: [
        {
          message: 'There is no thing 7.',
          path: ['refused'],
          extensions: { code: 'THING_NOT_FOUND', id: '7' },
        },
      ],
    });
  });

  it('masks unknown errors', async () => {
    const answer = await ask('{ broken }');
    expect(answer).toMatchObject({ errors: [{ extensions: { code: 'INTERNAL_SERVER_ERROR' } }] });
    expect(JSON.stringify(answer)).not.toContain('hunter2');
  });

  it('hands denials to the audit log', async () => {
    expect(await ask('mutation { guarded }')).toMatchObject({
      errors: [{ extensions: { code: 'FORBIDDEN' } }],
    });
    expect(denials).toEqual(['keys:manage']);
  });

  it('audits a denial once a request, and none of somebody who is not signed in', async () => {
    denials.length = 0;
    await ask('mutation { one: guarded two: guarded }');
    await post('mutation { guarded }', {
      'x-aic-passport': await gateway.sign({ kind: 'ANONYMOUS', roles: [] }),
    });
    expect(denials).toEqual(['keys:manage']);
  });

  it('streams subscriptions as server-sent events', async () => {
    const response = await post('subscription { count }', {
      accept: 'text/event-stream',
      'x-aic-passport': await gateway.sign(),
    });
    const text = await response.text();
    expect(text.match(/"count":\d/g)).toEqual(['"count":1', '"count":2', '"count":3']);
    expect(text).toContain('event: complete');
  });

  it('masks unknown errors of subscriptions too', async () => {
    const response = await post('subscription { brokenStream }', {
      accept: 'text/event-stream',
      'x-aic-passport': await gateway.sign(),
    });
    const text = await response.text();
    expect(text).toContain('INTERNAL_SERVER_ERROR');
    expect(text).not.toContain('hunter2');
  });

  it('answers health questions', async () => {
    expect(await (await fetch(`${server.url}/readyz`)).json()).toEqual({
      status: 'ok',
      checks: { always: 'ok' },
    });
  });
});

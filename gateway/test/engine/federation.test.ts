import { GraphQLError } from 'graphql';
import { describe, expect, it } from 'vitest';
import { SubgraphFailure } from '../../src/engine/transport/SubgraphFailure.js';
import {
  errorsOf,
  readResult,
  testSupergraph,
  type TestResult,
  type TestSubgraphs,
} from './testSupergraph.js';

function refuse(code: string): never {
  throw new GraphQLError(`refused with ${code}`, { extensions: { code } });
}

const byId =
  (rows: Readonly<Record<string, unknown>>) =>
  ({ id }: { id: string }) =>
    rows[id] ?? null;

/** Two services that know halves of the same users. */
const halves = {
  a: {
    sdl: `type Query { me: User users: [User!]! maybe: [User] node: Node pair: Pair } interface Node { id: ID! }
          type User implements Node @key(fields: "id") { id: ID! name: String best: User }
          type Pair { left: User! right: User }`,
    resolvers: {
      Query: {
        me: () => ({ id: '1' }),
        users: () => [{ id: '1' }, { id: '2' }, { id: '1' }],
        maybe: () => [{ id: '1' }, null, { id: '9' }],
        node: () => ({ __typename: 'User', id: '2' }),
        pair: () => ({ left: { id: '9' }, right: { id: '1' } }),
      },
      User: { name: ({ id }: { id: string }) => `n${id}`, best: () => ({ id: '2' }) },
    },
  },
  b: {
    sdl: `type User @key(fields: "id") { id: ID! age: Int strictAge: Int! tags: [Tag!] tag(n: Int): String } type Tag { label: String! text: String }`,
    resolvers: {
      User: {
        __resolveReference: byId({ '1': { id: '1' }, '2': { id: '2' } }),
        age: ({ id }: { id: string }) => (id === '2' ? refuse('AGE_HIDDEN') : 30),
        strictAge: ({ id }: { id: string }) => (id === '2' ? refuse('AGE_HIDDEN') : 30),
        tags: () => [{ label: 'x' }, { label: 'y', text: 't' }],
        tag: (_: unknown, { n }: { n?: number }) => `tag ${n ?? 'none'}`,
      },
      Tag: { text: ({ text }: { text?: string }) => text ?? refuse('NO_TEXT') },
    },
  },
} satisfies TestSubgraphs;

const summary = (result: TestResult) => ({ data: result.data, errors: errorsOf(result) });

describe('errors of entities', () => {
  it.each([
    [
      'at every place the entity is at',
      '{ users { id a: age } }',
      {
        users: [
          { id: '1', a: 30 },
          { id: '2', a: null },
          { id: '1', a: 30 },
        ],
      },
      ['users.1.a AGE_HIDDEN'],
    ],
    [
      'null a nullable parent of a non-null field',
      '{ me { best { strictAge } name } }',
      { me: { best: null, name: 'n1' } },
      ['me.best.strictAge AGE_HIDDEN'],
    ],
    [
      'null a list of non-null items',
      '{ users { strictAge } me { name } }',
      null,
      ['users.1.strictAge AGE_HIDDEN'],
    ],
    [
      'below lists keep their positions',
      '{ me { tags { label t: text } } }',
      {
        me: {
          tags: [
            { label: 'x', t: null },
            { label: 'y', t: 't' },
          ],
        },
      },
      ['me.tags.0.t NO_TEXT'],
    ],
    [
      'behind an interface',
      '{ node { id ... on User { age } } }',
      { node: { id: '2', age: null } },
      ['node.age AGE_HIDDEN'],
    ],
    [
      'nobody knows are none for nullable fields',
      '{ maybe { id age } }',
      { maybe: [{ id: '1', age: 30 }, null, { id: '9', age: null }] },
      [],
    ],
    [
      'nobody knows are one for non-null fields',
      '{ maybe { id strictAge } }',
      { maybe: [{ id: '1', strictAge: 30 }, null, null] },
      ['maybe.2.strictAge NULL_IN_NON_NULL_FIELD'],
    ],
    [
      'bubble to the nearest nullable field',
      '{ pair { left { strictAge } right { age } } me { id } }',
      { pair: null, me: { id: '1' } },
      ['pair.left.strictAge NULL_IN_NON_NULL_FIELD'],
    ],
  ])('%s', async (...[, query, data, errors]) => {
    expect(summary(await testSupergraph(halves).run(query))).toEqual({ data, errors });
  });
});

describe('calls to subgraphs', () => {
  it('ask for each entity once', async () => {
    const { run, calls } = testSupergraph(halves);
    await run('{ users { age } }');
    expect(calls[1]?.variables).toEqual({
      representations: [
        { __typename: 'User', id: '1' },
        { __typename: 'User', id: '2' },
      ],
    });
  });

  it('put entities of several places into one call', async () => {
    const { run, calls } = testSupergraph(halves);
    const result = await run('{ me { tag(n: 1) best { x: tag(n: 2) y: tag } } users { tag(n: 3) } }');
    expect(result.data).toMatchObject({ me: { tag: 'tag 1', best: { x: 'tag 2', y: 'tag none' } } });
    expect(calls.map(({ subgraph }) => subgraph)).toEqual(['a', 'b']);
  });

  it('carry only the variables they use', async () => {
    const { run, calls } = testSupergraph(halves);
    await run('query ($n: Int, $m: Int, $o: Int = 4) { me { tag(n: $n) b: tag(n: $m) c: tag(n: $o) } }', {
      n: 1,
    });
    expect(calls[0]?.variables).toEqual({});
    expect(calls[1]?.variables).toEqual({ representations: [{ __typename: 'User', id: '1' }], n: 1 });
  });

  it('are not made when there is nothing to ask', async () => {
    const { run, calls, intercept } = testSupergraph(halves);
    intercept.set('a', () => ({ data: { maybe: [null] } }));
    expect(await run('{ maybe { age } }')).toEqual({ data: { maybe: [null] } });
    expect(calls).toHaveLength(1);
  });
});

describe('a subgraph that fails', () => {
  it.each([
    [
      'is away',
      () => Promise.reject(new SubgraphFailure('SUBGRAPH_UNREACHABLE', 'b')),
      'SUBGRAPH_UNREACHABLE',
    ],
    ['throws something else', () => Promise.reject(new Error('secret')), 'SUBGRAPH_UNREACHABLE'],
    ['answers a list', () => [], 'SUBGRAPH_INVALID_RESPONSE'],
    ['answers nothing', () => ({}), 'SUBGRAPH_INVALID_RESPONSE'],
    ['answers data that is text', () => ({ data: 'x' }), 'SUBGRAPH_INVALID_RESPONSE'],
    ['forgets _entities', () => ({ data: {} }), 'SUBGRAPH_INVALID_RESPONSE'],
    ['answers too few entities', () => ({ data: { _entities: [] } }), 'SUBGRAPH_INVALID_RESPONSE'],
    [
      'refuses without data',
      () => ({ errors: [{ message: 'no', extensions: { code: 'FORBIDDEN' } }] }),
      'FORBIDDEN',
    ],
    ['refuses without a code', () => ({ data: null, errors: [{ message: 'no' }] }), 'SUBGRAPH_ERROR'],
    [
      'refuses _entities',
      () => ({
        data: null,
        errors: [{ message: 'no', path: ['_entities'], extensions: { code: 'FORBIDDEN' } }],
      }),
      'FORBIDDEN',
    ],
  ])('because it %s nulls only what depends on it', async (_name, answer, code) => {
    const { run, intercept } = testSupergraph(halves);
    intercept.set('b', answer);
    const result = await run('{ me { name a: age tags { label } } }');
    expect(summary(result)).toEqual({
      data: { me: { name: 'n1', a: null, tags: null } },
      errors: [`me.a ${code}`, `me.tags ${code}`],
    });
    expect(JSON.stringify(result)).not.toContain('secret');
  });

  it('at the root is reported at its fields', async () => {
    const { run, intercept } = testSupergraph(halves);
    intercept.set('a', () => ({
      data: null,
      errors: [{ message: 'no', extensions: { code: 'FORBIDDEN' } }],
    }));
    expect(summary(await run('{ x: me { name } node { id } }'))).toEqual({
      data: { x: null, node: null },
      errors: ['node FORBIDDEN', 'x FORBIDDEN'],
    });
  });

  it('is reported once where its null bubbles', async () => {
    const { run, intercept } = testSupergraph(halves);
    intercept.set('b', () => ({
      data: null,
      errors: [{ message: 'no', extensions: { code: 'FORBIDDEN' } }],
    }));
    expect(summary(await run('{ me { name strictAge } }'))).toEqual({
      data: { me: null },
      errors: ['me.strictAge FORBIDDEN'],
    });
  });

  it.each([
    ['an Int that is text', '{ me { age } }', { _entities: [{ age: 'x' }] }, { me: { age: null } }, 'me.age'],
    [
      'an Int over 32 bits',
      '{ me { age } }',
      { _entities: [{ age: 2 ** 31 }] },
      { me: { age: null } },
      'me.age',
    ],
    [
      'a list that is an object',
      '{ me { tags { label } } }',
      { _entities: [{ tags: {} }] },
      { me: { tags: null } },
      'me.tags',
    ],
    [
      'an object that is text',
      '{ me { tags { label } } }',
      { _entities: [{ tags: ['x'] }] },
      { me: { tags: null } },
      'me.tags.0',
    ],
    [
      'a null item',
      '{ me { tags { label } } }',
      { _entities: [{ tags: [null] }] },
      { me: { tags: null } },
      'me.tags.0',
    ],
  ])('by sending %s harms only that field', async (...[, query, data, expected, path]) => {
    const { run, intercept } = testSupergraph(halves);
    intercept.set('b', () => ({ data }));
    const result = await run(query);
    expect(result.data).toEqual(expected);
    expect(result.errors?.map((error) => error.path?.join('.'))).toContain(path);
  });
});

describe('requirements', () => {
  const required = {
    a: {
      sdl: `type Query { p: P ps: [P!]! } type P @key(fields: "id") { id: ID! weight: Int unit: String! }`,
      resolvers: {
        Query: { p: () => ({ id: '1' }), ps: () => [{ id: '1' }, { id: '2' }] },
        P: {
          __resolveReference: (from: unknown) => from,
          weight: ({ id }: { id: string }) => (id === '2' ? refuse('NO_SCALE') : 5),
          unit: () => 'kg',
        },
      },
    },
    b: {
      sdl: `type P @key(fields: "id") { id: ID! weight: Int @external unit: String! @external label(upper: Boolean): String @requires(fields: "weight unit") }`,
      resolvers: {
        P: {
          label: (
            { weight, unit }: { weight: number | null; unit: string },
            { upper }: { upper?: boolean },
          ) => (upper === true ? `${weight}${unit.toUpperCase()}` : `${weight}${unit}`),
        },
      },
    },
  } satisfies TestSubgraphs;

  it('are fetched and never shown', async () => {
    expect(await testSupergraph(required).run('{ p { label(upper: true) } }')).toEqual({
      data: { p: { label: '5KG' } },
    });
  });

  it('that fail are reported at what the client sees', async () => {
    const result = await testSupergraph(required).run('{ ps { label } }');
    expect(summary(result)).toEqual({
      data: { ps: [{ label: '5kg' }, { label: 'nullkg' }] },
      errors: ['ps.1 NO_SCALE'],
    });
  });

  it('may be asked for under their name with another meaning', async () => {
    const result = await testSupergraph(required).run('{ p { weight: unit unit: weight label } }');
    expect(result).toEqual({ data: { p: { weight: 'kg', unit: 5, label: '5kg' } } });
  });

  it('that never came keep their dependents from being asked', async () => {
    const { run, calls, intercept } = testSupergraph(required);
    intercept.set('a', () => ({ data: { p: { __typename: 'P', id: '1' } } }));
    expect((await run('{ p { label } }')).data).toEqual({ p: { label: null } });
    expect(calls.map(({ subgraph }) => subgraph)).toEqual(['a']);
  });
});

describe('federation directives', () => {
  it('@inaccessible hides fields, types, values and union members, and keeps them usable as keys', async () => {
    const supergraph = testSupergraph({
      a: {
        sdl: `type Query { t: T u: [U] e: [E] secret: Int @inaccessible } type T @key(fields: "hidden") { hidden: ID! @inaccessible a: Int }
              union U = T | S type S @inaccessible { s: Int } enum E { A B @inaccessible }`,
        resolvers: {
          Query: {
            t: () => ({ hidden: 'h', a: 1 }),
            u: () => [
              { __typename: 'S', s: 1 },
              { __typename: 'T', a: 2, hidden: 'k' },
            ],
            e: () => ['A', 'B'],
          },
        },
      },
      b: {
        sdl: `type T @key(fields: "hidden") { hidden: ID! @inaccessible b: String }`,
        resolvers: { T: { b: ({ hidden }: { hidden: string }) => hidden } },
      },
    });
    expect((await supergraph.run('{ t { a b } }')).data).toEqual({ t: { a: 1, b: 'h' } });
    expect(summary(await supergraph.run('{ u { __typename ... on T { b } } e }'))).toEqual({
      data: { u: [null, { __typename: 'T', b: 'k' }], e: ['A', null] },
      errors: ['e.1 SUBGRAPH_INVALID_VALUE', 'u.0 SUBGRAPH_INVALID_VALUE'],
    });
    for (const query of ['{ secret }', '{ t { hidden } }', '{ u { ... on S { s } } }'])
      expect(errorsOf(await supergraph.run(query)), query).toEqual([' GRAPHQL_VALIDATION_FAILED']);
    const { data } = await supergraph.run(
      '{ u: __type(name: "U") { possibleTypes { name } } s: __type(name: "S") { name } }',
    );
    expect(data).toEqual({ u: { possibleTypes: [{ name: 'T' }] }, s: null });
  });

  it('@override moves a field, @shareable leaves it where it is cheapest', async () => {
    const { run, calls } = testSupergraph({
      a: {
        sdl: `type Query { t: T } type T @key(fields: "id") { id: ID! moved: String both: String @shareable }`,
        resolvers: { Query: { t: () => ({ id: '1', moved: 'old', both: 'a' }) } },
      },
      b: {
        sdl: `type T @key(fields: "id") { id: ID! moved: String @override(from: "a") both: String @shareable }`,
        resolvers: { T: { __resolveReference: (from: object) => ({ ...from, moved: 'new', both: 'b' }) } },
      },
    });
    expect((await run('{ t { both } }')).data).toEqual({ t: { both: 'a' } });
    expect(calls).toHaveLength(1);
    expect((await run('{ t { moved both } }')).data).toEqual({ t: { moved: 'new', both: 'a' } });
  });

  it('several keys and compound keys lead from service to service', async () => {
    const { run } = testSupergraph({
      a: {
        sdl: `type Query { t: T } type T @key(fields: "id") { id: ID! }`,
        resolvers: { Query: { t: () => ({ id: '1' }) } },
      },
      b: {
        sdl: `type T @key(fields: "id") @key(fields: "org { code } nr") { id: ID! org: Org! nr: Int! } type Org { code: String! @shareable }`,
        resolvers: { T: { __resolveReference: (from: object) => ({ ...from, org: { code: 'o' }, nr: 7 }) } },
      },
      c: {
        sdl: `type T @key(fields: "org { code } nr") { org: Org! nr: Int! full: String } type Org { code: String! @shareable }`,
        resolvers: {
          T: { full: ({ org, nr }: { org: { code: string }; nr: number }) => `${org.code}${nr}` },
        },
      },
    });
    expect(await run('{ t { full } }')).toEqual({ data: { t: { full: 'o7' } } });
  });

  it('fields of one name and different nullability on union members stay apart', async () => {
    const { run } = testSupergraph({
      a: {
        sdl: `type Query { u: [U!]! } union U = A | B type A @key(fields: "id") { id: ID! v: String! @shareable } type B @key(fields: "id") { id: ID! v: String @shareable }`,
        resolvers: {
          Query: {
            u: () => [
              { __typename: 'A', id: '1', v: 'a' },
              { __typename: 'B', id: '2', v: null },
            ],
          },
        },
      },
      b: {
        sdl: `type A @key(fields: "id") { id: ID! v: String @shareable } type B @key(fields: "id") { id: ID! v: String @shareable }`,
        resolvers: {},
      },
    });
    expect(await run('{ u { ... on A { v } ... on B { v } } }')).toEqual({
      data: { u: [{ v: 'a' }, { v: null }] },
    });
  });

  it('@interfaceObject adds fields to every implementation', async () => {
    const { run } = testSupergraph({
      a: {
        sdl: `type Query { all: [I!]! } interface I @key(fields: "id") { id: ID! } type X implements I @key(fields: "id") { id: ID! x: Int } type Y implements I @key(fields: "id") { id: ID! y: Int }`,
        resolvers: {
          Query: {
            all: () => [
              { __typename: 'X', id: '1', x: 1 },
              { __typename: 'Y', id: '2', y: 2 },
            ],
          },
        },
      },
      b: {
        sdl: `type I @interfaceObject @key(fields: "id") { id: ID! likes: Int }`,
        resolvers: { I: { likes: ({ id }: { id: string }) => Number(id) * 100 } },
      },
    });
    expect(await run('{ all { __typename likes ... on Y { y } } }')).toEqual({
      data: {
        all: [
          { __typename: 'X', likes: 100 },
          { __typename: 'Y', likes: 200, y: 2 },
        ],
      },
    });
  });
});

describe('hostile names', () => {
  it.each(['__proto__', 'constructor', 'toString', 'hasOwnProperty', '_client_id'])(
    'as the alias %s are only names',
    async (alias) => {
      const result = await testSupergraph(halves).run(`{ me { ${alias}: name age } }`);
      expect(JSON.stringify(result)).toBe(`{"data":{"me":{"${alias}":"n1","age":30}}}`);
      expect(({} as Record<string, unknown>).age).toBeUndefined();
    },
  );

  it('that a subgraph left out are null, not what objects inherit', async () => {
    const { run, intercept } = testSupergraph(halves);
    intercept.set('a', () => ({ data: { me: { __typename: 'User', id: '1' } } }));
    expect((await run('{ me { constructor: name valueOf: name } }')).data).toEqual({
      me: { constructor: null, valueOf: null },
    });
  });
});

describe('the engine refuses before it plans', () => {
  it.each([
    [
      'cyclic fragments',
      'query { ...A } fragment A on Query { me { id } ...B } fragment B on Query { ...A }',
      'GRAPHQL_VALIDATION_FAILED',
    ],
    ['what does not parse', '{ me { }', 'GRAPHQL_PARSE_FAILED'],
    ['a document without an operation', 'fragment A on Query { me { id } }', 'GRAPHQL_VALIDATION_FAILED'],
    ['a missing variable', 'query ($n: Int!) { me { tag(n: $n) } }', 'BAD_USER_INPUT'],
  ])('%s', async (_name, query, code) => {
    const { run, calls } = testSupergraph(halves);
    const result = await run(query);
    expect('data' in result).toBe(false);
    expect(result.errors?.[0]?.extensions.code).toBe(code);
    expect(calls).toEqual([]);
  });

  it('fragments that multiply beyond measure', async () => {
    const levels = Array.from(
      { length: 20 },
      (_, n) => `fragment F${n} on User { a: best { ...F${n + 1} } b: best { ...F${n + 1} } }`,
    );
    const result = await testSupergraph(halves).run(
      `{ me { ...F0 } } ${levels.join(' ')} fragment F20 on User { name }`,
    );
    expect(errorsOf(result)).toEqual([' OPERATION_TOO_LARGE']);
  });
});

describe('an aborted operation', () => {
  it('rejects with the reason and calls nobody any more', async () => {
    const { engine, calls, intercept } = testSupergraph(halves);
    const end = new AbortController();
    intercept.set('a', () => {
      end.abort(new Error('the client went'));
      return { data: { me: { __typename: 'User', id: '1' } } };
    });
    const preparation = engine.prepare('{ me { age } }');
    if (!preparation.ok) throw new Error('refused');
    await expect(
      engine.execute(preparation.operation, { context: undefined, signal: end.signal }),
    ).rejects.toThrow('the client went');
    expect(calls).toHaveLength(1);
  });
});

describe('subscriptions', () => {
  const ticking = (events: readonly unknown[]) =>
    testSupergraph({
      a: {
        sdl: `type Query { x: Int } type Subscription { user: User } type User @key(fields: "id") { id: ID! }`,
        resolvers: {
          Subscription: {
            user: {
              // eslint-disable-next-line @typescript-eslint/require-await -- an async iterable of known events
              subscribe: async function* () {
                for (const user of events) yield { user };
              },
            },
          },
        },
      },
      b: halves.b,
    });

  it('complete each event, with errors of their own', async () => {
    const { engine } = ticking([{ id: '1' }, { id: '2' }, null]);
    const preparation = engine.prepare('subscription { u: user { id age } }');
    if (!preparation.ok) throw new Error('refused');
    const results: unknown[] = [];
    for await (const result of engine.subscribe(preparation.operation, { context: undefined }))
      results.push(summary(readResult(result)));
    expect(results).toEqual([
      { data: { u: { id: '1', age: 30 } }, errors: [] },
      { data: { u: { id: '2', age: null } }, errors: ['u.age AGE_HIDDEN'] },
      { data: { u: null }, errors: [] },
    ]);
  });
});

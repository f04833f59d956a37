import { beforeEach, describe, expect, it } from 'vitest';
import { nobody, type Grants } from '../../src/authorization/Grants.js';
import {
  composeSubgraphs,
  testSupergraph,
  type TestSupergraph,
  readResult,
  type TestResult,
} from '../engine/testSupergraph.js';
import { everything, grantsFor } from './grants.js';
import { officeSubgraphs, ran } from './officeSubgraphs.js';

let grants: Grants = nobody;
const settings = { grants: () => grants };
const office = testSupergraph(officeSubgraphs, settings);
const signedIn = grantsFor();

beforeEach(() => {
  ran.length = 0;
  office.calls.length = 0;
});

const summary = ({ data, errors = [] }: TestResult) => ({
  data,
  denied: errors.map(({ path = [], extensions: { code, coordinates } }) =>
    code === 'UNAUTHORIZED_FIELD'
      ? `${path.join('.')}: ${(coordinates as readonly string[]).join(' ')}`
      : `${path.join('.')}! ${code}`,
  ),
});

const asked = ({ calls }: TestSupergraph) => calls.map(({ subgraph, query }) => `${subgraph} ${query}`);

interface Case {
  readonly title: string;
  readonly by: Grants;
  readonly query: string;
  readonly data: unknown;
  readonly denied?: readonly string[];
  readonly variables?: Readonly<Record<string, unknown>>;
  /** A word that no subgraph may be sent. */
  readonly never?: string;
}

const cases: readonly Case[] = [
  {
    title: 'a field with @authenticated is null for nobody, and the rest is answered',
    by: nobody,
    query: '{ me { name email } }',
    data: { me: { name: 'Ada', email: null } },
    denied: ['me.email: Person.email'],
    never: 'email',
  },
  {
    title: 'a field with @authenticated is there for whoever signed in',
    by: signedIn,
    query: '{ me { email } }',
    data: { me: { email: 'Ada@office.example' } },
  },
  {
    title: 'one of two scopes that belong together is not enough',
    by: grantsFor({ scopes: ['pay:read'] }),
    query: '{ me { salary } }',
    data: { me: { salary: null } },
    denied: ['me.salary: Person.salary'],
    never: 'salary',
  },
  {
    title: 'both scopes are enough',
    by: grantsFor({ scopes: ['pay:read', 'staff:read'] }),
    query: '{ me { salary } }',
    data: { me: { salary: 49 } },
  },
  {
    title: 'the other alternative is enough',
    by: grantsFor({ scopes: ['admin'] }),
    query: '{ me { salary } }',
    data: { me: { salary: 49 } },
  },
  {
    title: 'two directives must both be met: authenticated alone does not do',
    by: signedIn,
    query: '{ me { balance } }',
    data: { me: { balance: null } },
    denied: ['me.balance: Person.balance'],
  },
  {
    title: 'two directives must both be met: the policy alone does not do',
    by: grantsFor({ isAuthenticated: false, policies: ['trusted'] }),
    query: '{ me { balance } }',
    data: { me: { balance: null } },
    denied: ['me.balance: Person.balance'],
  },
  {
    title: 'two directives that are both met',
    by: grantsFor({ policies: ['trusted'] }),
    query: '{ me { balance } }',
    data: { me: { balance: 2 } },
  },
  {
    title: 'a field of a protected object type',
    by: signedIn,
    query: '{ vault { gold } open }',
    data: { vault: null, open: 'open' },
    denied: ['vault: Query.vault'],
    never: 'vault',
  },
  {
    title: '__typename of a protected object type, through a field that leads to no other',
    by: nobody,
    query: '{ robot { __typename } }',
    data: { robot: null },
    denied: ['robot: Query.robot'],
  },
  {
    title: 'a field of a protected scalar and of a protected enum',
    by: nobody,
    query: '{ me { id passportNumber level } }',
    data: { me: { id: 'p1', passportNumber: null, level: null } },
    denied: ['me.passportNumber: Person.passportNumber', 'me.level: Person.level'],
  },
  {
    title: 'a non-null field makes its parent null, with one error',
    by: nobody,
    query: '{ me { id secret } open }',
    data: { me: null, open: 'open' },
    denied: ['me.secret: Person.secret'],
  },
  {
    title: 'a non-null field in a list of non-null objects makes the list null, with one error for all',
    by: nobody,
    query: '{ people { secret } }',
    data: null,
    denied: ['people.secret: Person.secret'],
    never: 'secret',
  },
  {
    title: 'a field in a list has one error, whatever the length',
    by: nobody,
    query: '{ people { id email } }',
    data: {
      people: [
        { id: 'p1', email: null },
        { id: 'p2', email: null },
      ],
    },
    denied: ['people.email: Person.email'],
  },
  {
    title: 'aliases are the path',
    by: nobody,
    query: '{ boss: me { contact: email } }',
    data: { boss: { contact: null } },
    denied: ['boss.contact: Person.email'],
  },
  {
    title: 'an object whose every field is denied is still known not to be null',
    by: nobody,
    query: '{ me { email } none: person(id: "zz") { email } }',
    data: { me: { email: null }, none: null },
    denied: ['me.email: Person.email', 'none.email: Person.email'],
  },
  {
    title: 'a field in a fragment that is used in two places',
    by: nobody,
    query:
      '{ me { ...Card friends { ...Card } } node(id: "p2") { ...Card } } fragment Card on Person { name email }',
    data: {
      me: { name: 'Ada', email: null, friends: [{ name: 'Bob', email: null }] },
      node: { name: 'Bob', email: null },
    },
    denied: ['me.email: Person.email', 'me.friends.email: Person.email', 'node.email: Person.email'],
    never: 'email',
  },
  {
    title: 'a fragment on an interface, about an object in one place and about any in another',
    by: nobody,
    query: '{ me { ...Any } node(id: "f1") { ...Any } } fragment Any on Node { label }',
    data: { me: { label: 'first' }, node: { label: null } },
    denied: ['node.label: Robot.label File.label'],
  },
  {
    title: 'a field that @skip leaves out is not denied',
    by: nobody,
    query: 'query ($skip: Boolean!) { me { id email @skip(if: $skip) } }',
    variables: { skip: true },
    data: { me: { id: 'p1' } },
  },
  {
    title: 'a field that @skip leaves in is denied',
    by: nobody,
    query: 'query ($skip: Boolean!) { me { id email @skip(if: $skip) } }',
    variables: { skip: false },
    data: { me: { id: 'p1', email: null } },
    denied: ['me.email: Person.email'],
  },
  {
    title: 'a field in a fragment that @include leaves out is not denied there',
    by: nobody,
    query:
      'query ($in: Boolean = false) { me { id ...Card @include(if: $in) friends @include(if: true) { ...Card } } } fragment Card on Person { email }',
    data: { me: { id: 'p1', friends: [{ email: null }] } },
    denied: ['me.friends.email: Person.email'],
  },
  {
    title: 'a variable that only a denied field used is not missed',
    by: signedIn,
    query: 'query ($yes: Boolean!) { open vault { gold @include(if: $yes) } }',
    variables: { yes: true },
    data: { open: 'open', vault: null },
    denied: ['vault: Query.vault'],
  },
  {
    title: 'everything denied: nulls and errors',
    by: nobody,
    query: '{ audit robot { id } }',
    data: { audit: null, robot: null },
    denied: ['audit: Query.audit', 'robot: Query.robot'],
  },
  {
    title: 'a non-null field of the root: no data, one error',
    by: nobody,
    query: '{ strictAudit }',
    data: null,
    denied: ['strictAudit: Query.strictAudit'],
  },
  {
    title: 'a field of an interface is answered by the objects that allow it',
    by: nobody,
    query: '{ node(id: "p1") { id label } robot: node(id: "r1") { label best { id } } }',
    data: { node: { id: 'p1', label: 'first' }, robot: { label: null, best: null } },
    denied: [
      'node.id: Robot.id',
      'node.label: Robot.label File.label',
      'robot.label: Robot.label File.label',
      'robot.best: Robot.best',
      'robot.best.id: Robot.id',
    ],
  },
  {
    title: 'a field of an interface that one type denies: the others answer',
    by: signedIn,
    query: '{ nodes { id label } }',
    data: {
      nodes: [
        { id: 'p1', label: 'first' },
        { id: 'p2', label: null },
        { id: 'r1', label: 'arm' },
        { id: 'f1', label: null },
      ],
    },
    denied: ['nodes.label: File.label'],
  },
  {
    title: 'a protected object behind a union: its fields are null, the others answer',
    by: nobody,
    query: '{ results { __typename ... on Robot { model } ... on File { size } ... on Person { name } } }',
    data: {
      results: [
        { __typename: 'File', size: 11 },
        null,
        { __typename: 'Robot', model: null },
        { __typename: 'Person', name: 'Bob' },
      ],
    },
    denied: ['results.model: Robot.model'],
    never: 'model',
  },
  {
    title: 'one path that several types deny in fragments of their own has one error',
    by: nobody,
    query: '{ results { ... on Robot { label } ... on File { label } ... on Person { name } } }',
    data: { results: [{ label: null }, null, { label: null }, { name: 'Bob' }] },
    denied: ['results.label: Robot.label File.label'],
    never: 'label',
  },
  {
    title: 'an interface of which every object is protected is denied itself',
    by: nobody,
    query: '{ machine { __typename } open }',
    data: { machine: null, open: 'open' },
    denied: ['machine: Query.machine'],
    never: 'machine',
  },
  {
    title: 'a fragment on an allowed type behind a partly protected interface has no errors',
    by: nobody,
    query: '{ nodes { ... on Person { id label } ... on File { size } } }',
    data: { nodes: [{ id: 'p1', label: 'first' }, { id: 'p2', label: null }, {}, { size: 11 }] },
  },
  {
    title: 'a field that a protected field is required for',
    by: nobody,
    query: '{ me { id bonus tax } }',
    data: { me: { id: 'p1', bonus: null, tax: null } },
    denied: ['me.bonus: Person.bonus', 'me.tax: Person.tax'],
    never: 'salary',
  },
  {
    title: 'a protected key identifies an object to subgraphs, and is not shown',
    by: nobody,
    query: '{ account { holder total } }',
    data: { account: { holder: 'Ada', total: 99 } },
  },
  {
    title: 'a protected key that a plan fetched for itself is not shown to who selects it',
    by: nobody,
    query: '{ account { number total } }',
    data: { account: null },
    denied: ['account.number: Account.number'],
  },
  {
    title: 'fields of an interface object, for objects that allow them',
    by: nobody,
    query: '{ nodes { ... on Node { rating } } me { rating } }',
    data: {
      nodes: [{ rating: 49 }, { rating: 50 }, { rating: null }, { rating: 49 }],
      me: { rating: 49 },
    },
    denied: ['nodes.rating: Robot.rating'],
  },
  {
    title: 'introspection shows protected fields: they are no secret, what they hold is',
    by: nobody,
    query: '{ __type(name: "Vault") { fields { name } } }',
    data: { __type: { fields: [{ name: 'gold' }] } },
  },
];

describe('authorization at the gateway', () => {
  it.each(cases)('$title', async ({ by, query, variables = {}, data, denied = [], never }) => {
    grants = by;
    expect(summary(await office.run(query, variables))).toEqual({ data, denied });
    if (never !== undefined) expect(asked(office).join('\n')).not.toContain(never);
  });

  it.each([['{ audit }'], ['{ strictAudit }'], ['{ audit machine { id } __typename }']])(
    'calls no subgraph when nothing of %s is allowed',
    async (query) => {
      grants = nobody;
      await office.run(query);
      expect(office.calls).toEqual([]);
    },
  );

  it('says what was denied, with a stable code', async () => {
    grants = nobody;
    const { errors } = await office.run('{ me { id email } }');
    expect(errors).toEqual([
      {
        message: 'You are not authorized to have Person.email.',
        path: ['me', 'email'],
        extensions: { code: 'UNAUTHORIZED_FIELD', coordinates: ['Person.email'] },
      },
    ]);
  });

  it('does not run a mutation that is denied, but runs the others', async () => {
    grants = signedIn;
    const result = await office.run('mutation { a: note(text: "a") fire(id: "p1") b: note(text: "b") }');
    expect(summary(result)).toEqual({
      data: { a: 1, fire: null, b: 2 },
      denied: ['fire: Mutation.fire'],
    });
    expect(ran).toEqual(['note a', 'note b']);
  });

  it('denies everything protected when the host grants nothing', async () => {
    const unaware = testSupergraph(officeSubgraphs);
    expect(summary(await unaware.run('{ audit open }'))).toEqual({
      data: { audit: null, open: 'open' },
      denied: ['audit: Query.audit'],
    });
  });

  it('reports an unexpected null of its own, next to a denied field', async () => {
    grants = nobody;
    office.intercept.set('staff', () => ({ data: { people: null } }));
    const result = await office.run('{ people { id email } }');
    office.intercept.clear();
    expect(summary(result)).toEqual({
      data: null,
      denied: ['people.email: Person.email', 'people! NULL_IN_NON_NULL_FIELD'],
    });
  });

  it('tells the host which fields were denied to whom', async () => {
    const told: unknown[] = [];
    const onDenied = (context: unknown, coordinates: readonly string[]) => told.push([context, coordinates]);
    const { engine } = testSupergraph(officeSubgraphs, { onDenied });
    const preparation = engine.prepare('{ me { email secret } people { email } open }');
    if (!preparation.ok) throw new Error('refused');
    await engine.execute(preparation.operation, { context: undefined });
    expect(told).toEqual([[undefined, ['Person.email', 'Person.secret']]]);
  });
});

describe('subscriptions', () => {
  const events = async (query: string): Promise<readonly unknown[]> => {
    const preparation = office.engine.prepare(query);
    if (!preparation.ok) throw new Error('refused');
    const results: unknown[] = [];
    for await (const result of office.engine.subscribe(preparation.operation, { context: undefined }))
      results.push(summary(readResult(result)));
    return results;
  };

  it('are refused when their field is denied, before any subgraph is asked', async () => {
    grants = signedIn;
    expect(await events('subscription { fired { id } }')).toEqual([
      { data: undefined, denied: ['fired: Subscription.fired'] },
    ]);
    expect(office.calls).toEqual([]);
  });

  it('bring events without what is denied', async () => {
    grants = nobody;
    expect(await events('subscription { hired { id email rating } }')).toEqual([
      { data: { hired: { id: 'p1', email: null, rating: 49 } }, denied: ['hired.email: Person.email'] },
      { data: { hired: { id: 'p2', email: null, rating: 50 } }, denied: ['hired.email: Person.email'] },
    ]);
    expect(asked(office).join()).not.toContain('email');
  });

  it('bring everything to who may have it', async () => {
    grants = everything;
    expect(await events('subscription { fired { email } }')).toEqual([
      { data: { fired: { email: 'Bob@office.example' } }, denied: [] },
    ]);
  });
});

describe('supergraphs that composition would not write today', () => {
  const edited = (edit: (supergraph: string) => string) =>
    testSupergraph(officeSubgraphs, { ...settings, supergraph: edit(composeSubgraphs(officeSubgraphs)) });
  const scopes = ' @requiresScopes(scopes: [["pay:read", "staff:read"], ["admin"]])';

  it('deny a field for the protected fields it requires, also indirectly', async () => {
    const office = edited((text) =>
      text.replace(new RegExp(`((?:bonus|tax): .*)${escaped(scopes)}`, 'g'), '$1'),
    );
    grants = nobody;
    expect(summary(await office.run('{ me { bonus tax } }'))).toEqual({
      data: { me: { bonus: null, tax: null } },
      denied: ['me.bonus: Person.bonus', 'me.tax: Person.tax'],
    });
    grants = grantsFor({ scopes: ['admin'] });
    expect(summary(await office.run('{ me { bonus tax } }'))).toEqual({
      data: { me: { bonus: 98, tax: 24.5 } },
      denied: [],
    });
  });

  it('protect every object of an interface that demands more than its objects do', async () => {
    const office = edited((text) =>
      text.replace(/interface Node .*\{/, (line) => line.replace('{', '@policy(policies: [["inside"]]) {')),
    );
    grants = grantsFor({ scopes: ['files:read'] });
    expect(summary(await office.run('{ me { name } node(id: "r1") { __typename } open }'))).toEqual({
      data: { me: null, node: null, open: 'open' },
      denied: ['me: Query.me', 'node: Query.node'],
    });
    grants = grantsFor({ policies: ['inside'] });
    expect(summary(await office.run('{ me { name } node(id: "r1") { id } }')).denied).toEqual([]);
  });

  it('are protected under names of their own', async () => {
    const office = edited((text) =>
      text
        .replace('authenticated/v0.1", for', 'authenticated/v0.1", as: "signedIn", for')
        .replaceAll('@authenticated', '@signedIn'),
    );
    grants = nobody;
    expect(summary(await office.run('{ me { id email } }')).denied).toEqual(['me.email: Person.email']);
  });

  it('cannot be served when a directive cannot be understood', () => {
    expect(() => edited((text) => text.replaceAll('[["audit:read"]]', '"audit:read"'))).toThrow(
      '@requiresScopes on Query.audit has arguments it cannot have.',
    );
  });
});

describe('fields that implementations narrow', () => {
  it('are asked of each type that allows them, though their types differ', async () => {
    grants = nobody;
    const shapes = testSupergraph(
      {
        only: {
          sdl: `type Query { shapes: [Shape] } interface Shape { area: Int }
                type Disc implements Shape { area: Int! }
                type Dot implements Shape { area: Int }
                type Blob implements Shape @authenticated { area: Int }`,
          resolvers: {
            Query: { shapes: () => ['Disc', 'Dot', 'Blob'].map((type) => ({ type })) },
            Shape: { __resolveType: ({ type }: { readonly type: string }) => type },
            Disc: { area: () => 3 },
            Dot: { area: () => 0 },
          },
        },
      },
      settings,
    );
    expect(summary(await shapes.run('{ shapes { area } }'))).toEqual({
      data: { shapes: [{ area: 3 }, { area: 0 }, { area: null }] },
      denied: ['shapes.area: Blob.area'],
    });
  });
});

function escaped(text: string): string {
  return text.replace(/[()[\]]/g, '\\$&');
}

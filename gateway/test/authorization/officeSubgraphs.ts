import type { Resolvers, TestSubgraphs } from '../engine/testSupergraph.js';

interface Reference {
  readonly id: string;
}

interface Row {
  readonly type: 'Person' | 'Robot' | 'File';
  readonly label: string | null;
  readonly name: string;
  readonly best: string | null;
}

export const rows: Readonly<Record<string, Row>> = {
  p1: { type: 'Person', label: 'first', name: 'Ada', best: 'r1' },
  p2: { type: 'Person', label: null, name: 'Bob', best: 'p1' },
  r1: { type: 'Robot', label: 'arm', name: 'R1', best: 'f1' },
  f1: { type: 'File', label: 'plan', name: 'F1', best: null },
};

const row = ({ id }: Reference): Row | undefined => rows[id];
const ids = (type: Row['type']): readonly string[] =>
  Object.keys(rows).filter((id) => rows[id]?.type === type);
const ref = (id: string | null | undefined): Reference | null => (id == null ? null : { id });
export const typeOf = (reference: Reference): string | undefined => row(reference)?.type;
const best = (reference: Reference) => ref(row(reference)?.best);
const label = (reference: Reference) => row(reference)?.label;
const name = (reference: Reference) => row(reference)?.name;
const known = (reference: Reference) => (row(reference) === undefined ? null : reference);

/** Mutations that ran. */
export const ran: string[] = [];

export const salaryOf = ({ id }: Reference): number => id.charCodeAt(1);

const staff: Resolvers = {
  Query: {
    me: () => ref('p1'),
    person: (_: unknown, { id }: Reference) => (typeOf({ id }) === 'Person' ? ref(id) : null),
    people: () => ids('Person').map(ref),
    node: (_: unknown, { id }: Reference) => known({ id }),
    nodes: () => Object.keys(rows).map(ref),
    results: () => [ref('f1'), null, ref('r1'), ref('p2')],
    robot: () => ref('r1'),
    vault: () => ({ gold: 7 }),
    machine: () => ref('r1'),
    account: () => ({ number: 'n1', holder: 'Ada' }),
    audit: () => 'all well',
    strictAudit: () => 'all very well',
    open: () => 'open',
  },
  Mutation: {
    note: (_: unknown, { text }: { text: string }) => ran.push(`note ${text}`),
    fire: (_: unknown, { id }: Reference) => ran.push(`fire ${id}`),
  },
  Subscription: {
    hired: {
      // eslint-disable-next-line @typescript-eslint/require-await -- an async iterable of known events
      subscribe: async function* () {
        yield { hired: ref('p1') };
        yield { hired: ref('p2') };
      },
    },
    fired: {
      // eslint-disable-next-line @typescript-eslint/require-await -- an async iterable of known events
      subscribe: async function* () {
        yield { fired: ref('p2') };
      },
    },
  },
  Node: { __resolveType: typeOf },
  Result: { __resolveType: typeOf },
  Machine: { __resolveType: typeOf },
  Person: {
    __resolveReference: known,
    label,
    name,
    best,
    email: (reference: Reference) => `${String(name(reference))}@office.example`,
    salary: salaryOf,
    friends: ({ id }: Reference) =>
      ids('Person')
        .filter((other) => other !== id)
        .map(ref),
    passportNumber: ({ id }: Reference) => `no ${id}`,
    level: () => 'SENIOR',
    secret: () => 'shh',
    desk: ({ id }: Reference) => ({ number: id.charCodeAt(1), floor: 3 }),
  },
  Robot: { __resolveReference: known, label, best, model: () => 'mk 2', owner: () => ref('p1') },
  File: { __resolveReference: known, label, best, size: () => 11, owner: () => ref('p2') },
  Account: { __resolveReference: (reference: unknown) => reference, holder: () => 'Ada' },
};

export const bonusOf = ({ salary }: { readonly salary: number }): number => salary * 2;

const pay: Resolvers = {
  Person: {
    __resolveReference: (reference: unknown) => reference,
    bonus: bonusOf,
    balance: ({ id }: Reference) => id.length,
  },
  Account: { __resolveReference: (reference: unknown) => reference, total: () => 99 },
};

const taxes: Resolvers = {
  Person: {
    __resolveReference: (reference: unknown) => reference,
    tax: ({ bonus }: { readonly bonus: number }) => bonus / 4,
  },
};

const tags: Resolvers = {
  Query: { tagged: () => ['p1', 'r1', 'f1'].map(ref) },
  Node: {
    __resolveReference: (reference: unknown) => reference,
    tags: ({ id }: Reference) => [`tag of ${id}`],
    rating: ({ id }: Reference) => id.charCodeAt(1),
  },
};

/** A staff directory that protects what a directory should, in every way the directives allow. */
export const officeSubgraphs = {
  staff: {
    resolvers: staff,
    sdl: `
    type Query {
      me: Person person(id: ID!): Person people: [Person!]! node(id: ID!): Node nodes: [Node!]! results: [Result] robot: Robot vault: Vault machine: Machine
      account: Account audit: String @requiresScopes(scopes: [["audit:read"]]) strictAudit: String! @requiresScopes(scopes: [["audit:read"]]) open: String }
    type Mutation { note(text: String!): Int fire(id: ID!): Int @requiresScopes(scopes: [["staff:fire"]]) }
    type Subscription { hired: Person fired: Person @requiresScopes(scopes: [["staff:fire"]]) }
    interface Node @key(fields: "id") { id: ID! label: String best: Node }
    interface Machine { id: ID! model: String }
    union Result = Person | Robot | File
    type Person implements Node @key(fields: "id") {
      id: ID! label: String best: Node name: String friends: [Person!]! desk: Desk
      email: String @authenticated
      salary: Int @requiresScopes(scopes: [["pay:read", "staff:read"], ["admin"]])
      passportNumber: PassportNumber
      level: Level
      secret: String! @policy(policies: [["trusted"]]) }
    type Robot implements Node & Machine @key(fields: "id") @authenticated { id: ID! label: String best: Node model: String owner: Person }
    type File implements Node @key(fields: "id") { id: ID! label: String @requiresScopes(scopes: [["files:read"]]) best: Node size: Int owner: Person }
    type Vault @requiresScopes(scopes: [["admin"]]) { gold: Int }
    type Desk { number: Int floor: Int @shareable @authenticated }
    type Account @key(fields: "number") { number: ID! @requiresScopes(scopes: [["bank:read"]]) holder: String }
    scalar PassportNumber @policy(policies: [["pii", "trusted"], ["admin"]])
    enum Level @authenticated { JUNIOR SENIOR }`,
  },
  pay: {
    resolvers: pay,
    sdl: `
    type Person @key(fields: "id") { id: ID! salary: Int @external
      bonus: Int @requires(fields: "salary") @requiresScopes(scopes: [["pay:read", "staff:read"], ["admin"]])
      balance: Int @authenticated @policy(policies: [["trusted"]]) }
    type Account @key(fields: "number") { number: ID! total: Int }`,
  },
  taxes: {
    resolvers: taxes,
    sdl: `
    type Person @key(fields: "id") { id: ID! bonus: Int @external
      tax: Float @requires(fields: "bonus") @requiresScopes(scopes: [["pay:read", "staff:read"], ["admin"]]) }`,
  },
  tags: {
    resolvers: tags,
    sdl: `
    type Query { tagged: [Node]! }
    type Node @interfaceObject @key(fields: "id") { id: ID! tags: [String!]! rating: Int }`,
  },
} satisfies TestSubgraphs;

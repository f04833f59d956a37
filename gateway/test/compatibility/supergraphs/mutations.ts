import { GraphQLError } from 'graphql';
import { oneWorld } from '../oneWorld.js';
import type { Supergraph } from '../Supergraph.js';
import type { Row } from '../World.js';

const log: string[] = [];
const note = (text: string) => {
  log.push(text);
  return log.join(' ');
};
const refused = () => {
  note('refused');
  throw new GraphQLError('no', { extensions: { code: 'REFUSED' } });
};
const account: Row = {
  __typename: 'Account',
  id: '1',
  owner: () => `Ada after ${note('owner')}`,
  balance: () => `seen by ${log.join(' ')}`,
};

/** Each field says what happened before it. */
export const mutations: Supergraph = {
  name: 'mutations',
  reset: () => void log.splice(0),
  ...oneWorld(
    {
      bank: `type Query { log: String } type Mutation { deposit(n: Int! = 1): String account: Account risky: Int strict: Int! both: Log @shareable } type Account @key(fields: "id") { id: ID! balance: String } type Log @shareable { text: String }`,
      people: `type Query { other: Int } type Mutation { rename(to: String!): String! person: Account } type Account @key(fields: "id") { id: ID! owner: String }`,
    },
    {
      rows: [account],
      resolvers: {
        Query: { log: () => log.join(' '), other: () => 1 },
        Mutation: {
          deposit: (_: unknown, { n }: { n: number }) => note(`+${n}`),
          account: () => (note('account'), account),
          person: () => (note('person'), account),
          rename: (_: unknown, { to }: { to: string }) => note(to),
          risky: refused,
          strict: refused,
          both: () => ({ text: note('both') }),
        },
      },
    },
  ),
  cases: [
    {
      title: 'of one subgraph run in their order',
      query: 'mutation { a: deposit b: deposit(n: 2) c: deposit(n: 3) }',
      data: { a: '+1', b: '+1 +2', c: '+1 +2 +3' },
      calls: ['bank'],
    },
    {
      title: 'of several subgraphs run in their order',
      query: 'mutation { a: deposit b: rename(to: "x") c: deposit d: rename(to: "y") }',
      data: { a: '+1', b: '+1 x', c: '+1 x +1', d: '+1 x +1 y' },
      calls: ['bank', 'bank', 'people', 'people'],
    },
    {
      title: 'complete the entity of one before the next starts',
      query: 'mutation { account { owner } rename(to: "x") }',
      data: { account: { owner: 'Ada after account owner' }, rename: 'account owner x' },
      calls: ['bank', 'people', 'people'],
    },
    {
      title: 'complete the entity in the subgraph of the next one first',
      query: 'mutation { person { balance owner } deposit }',
      data: {
        person: { balance: 'seen by person owner', owner: 'Ada after person owner' },
        deposit: 'person owner +1',
      },
      withoutOracle: 'graphql-js resolves the fields of the entity in one go, so balance comes first',
    },
    {
      title: 'that fail leave the others',
      query: 'mutation { a: deposit risky b: rename(to: "x") }',
      data: { a: '+1', risky: null, b: '+1 refused x' },
      errors: ['risky REFUSED'],
    },
    {
      title: 'that fail and may not be null take all with them',
      query: 'mutation { a: deposit strict }',
      data: null,
      errors: ['strict REFUSED'],
    },
    {
      title: 'take variables each in their own call',
      query: 'mutation ($n: Int!, $to: String!) { deposit(n: $n) rename(to: $to) }',
      variables: { n: 9, to: 'z' },
      data: { deposit: '+9', rename: '+9 z' },
    },
    {
      title: 'that are skipped do not run',
      query:
        'mutation ($no: Boolean = false) { deposit @include(if: $no) ... @skip(if: true) { risky } rename(to: "x") }',
      data: { rename: 'x' },
      calls: ['people'],
    },
    {
      title: 'within fragments keep their order',
      query: 'mutation { ...B a: deposit } fragment B on Mutation { b: rename(to: "x") c: deposit(n: 2) }',
      data: { b: 'x', c: 'x +2', a: 'x +2 +1' },
    },
    {
      title: 'selected twice run once',
      query: 'mutation { deposit deposit account { id } account { id } }',
      data: { deposit: '+1', account: { id: '1' } },
    },
    {
      title: 'of a subgraph that is away are null, the others run',
      query: 'mutation { a: deposit rename(to: "x") }',
      intercept: { bank: () => Promise.reject(new Error('away')) },
      data: { a: null, rename: 'x' },
      errors: ['a SUBGRAPH_UNREACHABLE'],
    },
  ],
};

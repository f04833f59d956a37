import {
  buildSchema,
  execute,
  GraphQLError,
  isInterfaceType,
  isObjectType,
  isUnionType,
  parse,
  printSchema,
  type ExecutionResult,
  type GraphQLFieldResolver,
  type GraphQLSchema,
} from 'graphql';
import type { Grants } from '../../src/authorization/Grants.js';
import type { JsonObject } from '../../src/engine/jsonObject.js';
import type { Resolvers } from '../engine/testSupergraph.js';
import { bonusOf, officeSubgraphs, rows, salaryOf, typeOf } from './officeSubgraphs.js';

type Rule = (grants: Grants) => boolean;

const signedIn: Rule = ({ isAuthenticated }) => isAuthenticated;
const scope =
  (name: string): Rule =>
  ({ scopes }) =>
    scopes.has(name);
const paid: Rule = ({ scopes }) =>
  (scopes.has('pay:read') && scopes.has('staff:read')) || scopes.has('admin');
const trusted: Rule = ({ policies }) => policies.has('trusted');

/** Who may have what, in words of its own: the directives of the subgraphs are not looked at. */
const rules: Readonly<Record<string, Rule>> = {
  'Query.vault': scope('admin'),
  'Query.robot': signedIn,
  'Query.machine': signedIn,
  'Query.audit': scope('audit:read'),
  'Query.strictAudit': scope('audit:read'),
  'Mutation.fire': scope('staff:fire'),
  'Subscription.fired': scope('staff:fire'),
  'Vault.gold': scope('admin'),
  'Person.email': signedIn,
  'Person.level': signedIn,
  'Person.salary': paid,
  'Person.bonus': paid,
  'Person.tax': paid,
  'Person.secret': trusted,
  'Person.passportNumber': ({ policies }) =>
    (policies.has('pii') && policies.has('trusted')) || policies.has('admin'),
  'Person.balance': (grants) => signedIn(grants) && trusted(grants),
  'Desk.floor': signedIn,
  'File.label': scope('files:read'),
  'Account.number': scope('bank:read'),
};

/** Whether the office denies a field of an object type. */
export function isDeniedAtTheOffice(coordinate: string, grants: Grants): boolean {
  if (coordinate.startsWith('Robot.') && !grants.isAuthenticated) return true;
  const rule = rules[coordinate];
  return rule !== undefined && !rule(grants);
}

const nodeFields = officeSubgraphs.tags.resolvers.Node ?? {};
const tables: readonly Resolvers[] = [
  ...Object.values(officeSubgraphs).map(({ resolvers }): Resolvers => resolvers),
  {
    Person: {
      ...nodeFields,
      bonus: (person: { readonly id: string }) => bonusOf({ salary: salaryOf(person) }),
      tax: (person: { readonly id: string }) => bonusOf({ salary: salaryOf(person) }) / 4,
    },
    Robot: nodeFields,
    File: nodeFields,
  },
];

/** The office as one schema in which what a caller may not have resolves to an error. */
export function officeMonolith(publicSchema: GraphQLSchema, grants: Grants): GraphQLSchema {
  const schema = buildSchema(printSchema(publicSchema));
  for (const type of Object.values(schema.getTypeMap())) {
    if (isInterfaceType(type) || isUnionType(type)) type.resolveType = typeOf as never;
    if (!isObjectType(type) || type.name.startsWith('__')) continue;
    for (const field of Object.values(type.getFields())) {
      const resolve = tables
        .map((table) => table[type.name]?.[field.name])
        .findLast((each) => each !== undefined);
      if (typeof resolve === 'function') field.resolve = resolve as GraphQLFieldResolver<unknown, unknown>;
      if (isDeniedAtTheOffice(`${type.name}.${field.name}`, grants)) field.resolve = refuse;
    }
  }
  return schema;
}

function refuse(): never {
  throw new GraphQLError('denied', { extensions: { code: 'UNAUTHORIZED_FIELD' } });
}

export async function runOnOffice(
  schema: GraphQLSchema,
  query: string,
  variableValues: JsonObject,
): Promise<ExecutionResult> {
  const result = await execute({ schema, document: parse(query), variableValues });
  return JSON.parse(JSON.stringify(result)) as ExecutionResult;
}

/** Whether an id is a robot's. */
export const isRobot = (id: unknown): boolean => typeof id === 'string' && rows[id]?.type === 'Robot';

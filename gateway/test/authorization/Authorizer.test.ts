import { parse } from 'graphql';
import { describe, expect, it } from 'vitest';
import { Authorizer, type Access } from '../../src/authorization/Authorizer.js';
import { nobody, type Grants } from '../../src/authorization/Grants.js';
import { readAuthorizationRules } from '../../src/authorization/readAuthorizationRules.js';
import type { PreparedOperation } from '../../src/engine/operation/PreparedOperation.js';
import { composeSubgraphs, testSupergraph } from '../engine/testSupergraph.js';
import { everything, grantsFor } from './grants.js';
import { officeSubgraphs } from './officeSubgraphs.js';

const { engine } = testSupergraph(officeSubgraphs);
const authorization = readAuthorizationRules(parse(composeSubgraphs(officeSubgraphs)));
const office = { schema: engine.schema, authorization };

function prepared(source: string): PreparedOperation {
  const preparation = engine.prepare(source);
  if (!preparation.ok) throw new Error(preparation.errors[0]?.message);
  return preparation.operation;
}

const authorizer = (capacity = 100) =>
  new Authorizer<Grants>(office, { capacity, grants: (context) => context });

function planned(access: Access): PreparedOperation {
  if (!access.ok) throw new Error('refused');
  return access.operation;
}

const salary = prepared('{ me { id salary } open }');

describe('an authorizer', () => {
  it('gives an operation of which nothing is denied as it is', () => {
    const access = authorizer().accessTo(salary, { context: everything, variables: {} });
    expect(access).toEqual({ ok: true, operation: salary, withheld: undefined, errors: [] });
    expect(planned(access)).toBe(salary);
  });

  it('does not ask who is asking when nothing is protected', () => {
    const grants = () => {
      throw new Error('asked');
    };
    const free = new Authorizer({ ...office, authorization: undefined }, { capacity: 1, grants });
    expect(planned(free.accessTo(salary, { context: undefined, variables: {} }))).toBe(salary);
  });

  it('cuts an operation once for all callers who lack the same, whatever else they hold', () => {
    const shared = authorizer();
    const operations = new Set<PreparedOperation>();
    for (let index = 0; index < 5_000; index++) {
      const context = grantsFor({ scopes: [`other:${index}`, 'audit:read'], policies: ['trusted'] });
      operations.add(planned(shared.accessTo(salary, { context, variables: {} })));
    }
    expect(operations.size).toBe(1);
  });

  it('never gives what one caller gets to another who lacks something else', () => {
    const shared = authorizer();
    const operation = prepared('{ me { email salary balance } audit }');
    const holders = [
      nobody,
      grantsFor(),
      grantsFor({ scopes: ['admin'] }),
      grantsFor({ scopes: ['audit:read'] }),
      grantsFor({ scopes: ['audit:read', 'admin'] }),
      grantsFor({ policies: ['trusted'] }),
      everything,
    ];
    const ids = holders.map((context) => planned(shared.accessTo(operation, { context, variables: {} })).id);
    expect(new Set(ids).size).toBe(holders.length);
  });

  it('tells operations apart that are cut alike', () => {
    const shared = authorizer();
    const first = planned(shared.accessTo(salary, { context: nobody, variables: {} }));
    const second = planned(
      shared.accessTo(prepared('{ me { salary } }'), { context: nobody, variables: {} }),
    );
    expect(first.id).not.toBe(second.id);
  });

  it('still cuts when it has forgotten', () => {
    const forgetful = authorizer(1);
    const other = prepared('{ audit open }');
    const ask = (operation: PreparedOperation) =>
      forgetful.accessTo(operation, { context: nobody, variables: {} });
    const before = ask(salary);
    ask(other);
    expect(ask(salary)).toEqual(before);
  });

  it('knows the variables that still decide what is left', () => {
    const operation = prepared(
      'query ($a: Boolean!, $b: Boolean!) { open @skip(if: $a) me { email @skip(if: $b) } }',
    );
    const access = authorizer().accessTo(operation, { context: nobody, variables: { a: true, b: true } });
    expect(planned(access).conditionVariables).toEqual(['a']);
  });

  it('tells nothing about a field that is left out', () => {
    const told: unknown[] = [];
    const telling = new Authorizer<Grants>(office, {
      capacity: 1,
      grants: (context) => context,
      onDenied: (_, coordinates) => told.push(coordinates),
    });
    const operation = prepared('query ($b: Boolean!) { me { id email @skip(if: $b) } }');
    telling.accessTo(operation, { context: nobody, variables: { b: true } });
    telling.accessTo(operation, { context: nobody, variables: { b: false } });
    expect(told).toEqual([['Person.email']]);
  });

  it('refuses what gets too large with a code', () => {
    const deep = `${'best { '.repeat(20)} id ${'}'.repeat(20)}`;
    const access = authorizer().accessTo(prepared(`{ nodes { ${deep} } }`), {
      context: nobody,
      variables: {},
    });
    expect(access).toMatchObject({ ok: false, errors: [{ extensions: { code: 'OPERATION_TOO_LARGE' } }] });
  });
});

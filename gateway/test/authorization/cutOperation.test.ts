import * as fc from 'fast-check';
import { Kind, parse, print, validate, type DocumentNode, type FragmentDefinitionNode } from 'graphql';
import { describe, expect, it } from 'vitest';
import { isMet } from '../../src/authorization/Condition.js';
import { cutOperation } from '../../src/authorization/cutOperation.js';
import { nobody, type Grants } from '../../src/authorization/Grants.js';
import { readAuthorizationRules } from '../../src/authorization/readAuthorizationRules.js';
import { OperationTooLargeError } from '../../src/engine/operation/plannedDocument.js';
import { publicSchemaOf } from '../../src/engine/supergraph/publicSchemaOf.js';
import { randomNumbers, randomQuery } from '../engine/randomQuery.js';
import { composeSubgraphs } from '../engine/testSupergraph.js';
import { everything, grantsFor } from './grants.js';
import { officeSubgraphs } from './officeSubgraphs.js';

const supergraph = parse(composeSubgraphs(officeSubgraphs));
const schema = publicSchemaOf(supergraph);
const rules = readAuthorizationRules(supergraph);
if (rules === undefined) throw new Error('the office protects something');

function cut(source: string, grants: Grants) {
  const { definitions } = parse(source);
  const operation = definitions.find((node) => node.kind === Kind.OPERATION_DEFINITION);
  if (operation === undefined) throw new Error('no operation');
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const node of definitions)
    if (node.kind === Kind.FRAGMENT_DEFINITION) fragments.set(node.name.value, node);
  const unmet = new Set(rules?.conditions.flatMap((condition, id) => (isMet(condition, grants) ? [] : [id])));
  const result = cutOperation({ operation, fragments, schema, rules: rules ?? never(), unmet });
  const document: DocumentNode = {
    kind: Kind.DOCUMENT,
    definitions: [result.operation, ...result.fragments.values()],
  };
  return { ...result, original: operation, document, text: print(document).replace(/\s+/g, ' ') };
}

function never(): never {
  throw new Error('the office protects something');
}

describe('cutting an operation', () => {
  it.each([
    ['{ open }', '{ open }'],
    ['{ open audit }', '{ open }'],
    ['{ audit }', '{ __typename }'],
    ['{ me { email } }', '{ me { __typename } }'],
    ['{ me { ... on Person { email } name } }', '{ me { name } }'],
    ['{ me { ...F name } } fragment F on Person { email }', '{ me { name } }'],
    ['{ node(id: "1") { ... on Person { email } } }', '{ node(id: "1") { ... on Person { __typename } } }'],
    [
      '{ node(id: "1") { ...F } me { ...F name } } fragment F on Person { email }',
      '{ node(id: "1") { ...F_1 } me { name } } fragment F_1 on Person { __typename }',
    ],
    [
      '{ me { ...F } } fragment F on Person { email name }',
      '{ me { ...F_1 } } fragment F_1 on Person { name }',
    ],
    [
      '{ me { ...F ...F_1 } } fragment F on Person { email name } fragment F_1 on Person { id }',
      '{ me { ...F_2 ...F_1 } } fragment F_2 on Person { name } fragment F_1 on Person { id }',
    ],
    [
      '{ me { ...F } node(id: "1") { ...F } } fragment F on Node { label }',
      '{ me { ...F } node(id: "1") { ...F_1 } } fragment F on Node { label } fragment F_1 on Node { __typename ... on Person { label } }',
    ],
    [
      'query ($a: Boolean!, $b: Boolean!) { me { ...F } vault { gold @skip(if: $b) } } fragment F on Person { name @skip(if: $a) }',
      'query ($a: Boolean!) { me { ...F } } fragment F on Person { name @skip(if: $a) }',
    ],
    [
      'query ($a: Boolean!) { me { name ...F } } fragment F on Person { email @skip(if: $a) }',
      '{ me { name } }',
    ],
    [
      'query ($a: ID!, $b: Boolean!) { person(id: $a) { name } vault { gold @skip(if: $b) } }',
      'query ($a: ID!) { person(id: $a) { name } }',
    ],
    [
      '{ node(id: "1") { id best { id } } }',
      '{ node(id: "1") { __typename ... on Person { id } ... on File { id } __typename ' +
        '... on Person { best { __typename ... on Person { id } ... on File { id } } } ' +
        '... on File { best { __typename ... on Person { id } ... on File { id } } } } }',
    ],
    ['{ me { email @include(if: false) } }', '{ me { __typename } }'],
  ])('makes %s', (source, expected) => {
    const { text, document } = cut(source, nobody);
    expect(text).toBe(expected);
    expect(validate(schema, document)).toEqual([]);
  });

  it('gives back the operation itself when nothing of it is denied', () => {
    const { operation, original } = cut('{ me { name ... on Node { tags } } }', nobody);
    expect(operation).toBe(original);
    expect(cut('{ vault { gold } }', everything).denied).toEqual([]);
  });

  it('names what must not be written, for objects whose type is not known as well', () => {
    const { withheld } = cut('{ node(id: "1") { label } }', grantsFor());
    expect([...withheld].sort()).toEqual(['File.label', 'Node.label']);
  });

  it('does not name types that clients cannot see, but cuts for them', () => {
    const hidden = parse(
      composeSubgraphs({
        a: {
          sdl: 'type Query { n: N } interface N { x: Int } type A implements N { x: Int } type H implements N @inaccessible { x: Int @authenticated }',
        },
      }),
    );
    const own = readAuthorizationRules(hidden) ?? never();
    const [operation] = parse('{ n { x } }').definitions;
    if (operation?.kind !== Kind.OPERATION_DEFINITION) throw new Error('no operation');
    const parts = { fragments: new Map(), schema: publicSchemaOf(hidden), rules: own, unmet: new Set([0]) };
    const result = cutOperation({ operation, ...parts });
    expect(print(result.operation).replace(/\s+/g, ' ')).toBe('{ n { __typename ... on A { x } } }');
    expect(result.denied).toEqual([]);
  });

  it('leaves out what a narrower type cannot be', () => {
    const narrow = parse(
      composeSubgraphs({
        a: {
          sdl: 'type Query { n: N } interface N { f: N } type A implements N { f: A y: Int } type B implements N @authenticated { f: N x: Int }',
        },
      }),
    );
    const own = readAuthorizationRules(narrow) ?? never();
    const [operation] = parse('{ n { f { ... on B { x } ... on A { y } } } }').definitions;
    if (operation?.kind !== Kind.OPERATION_DEFINITION) throw new Error('no operation');
    const parts = { fragments: new Map(), schema: publicSchemaOf(narrow), rules: own, unmet: new Set([0]) };
    const result = cutOperation({ operation, ...parts });
    expect(print(result.operation).replace(/\s+/g, ' ')).toBe(
      '{ n { __typename ... on A { f { ... on A { y } } } } }',
    );
  });

  it('keeps at most 1,000 denied selections', () => {
    const many = Array.from({ length: 1_500 }, (_, index) => `a${index}: email`).join(' ');
    expect(cut(`{ me { ${many} } }`, nobody).denied).toHaveLength(1_000);
  });

  it('refuses to write out what multiplies beyond measure', () => {
    const deep = `${'best { '.repeat(20)} id ${'}'.repeat(20)}`;
    expect(() => cut(`{ nodes { ${deep} } }`, nobody)).toThrow(OperationTooLargeError);
  });

  it('leaves an operation valid, and cuts nothing more from it the second time', () => {
    const literals = { id: ['"p1"'] };
    const someGrants = fc
      .record({
        isAuthenticated: fc.boolean(),
        scopes: fc.subarray([...everything.scopes]),
        policies: fc.subarray([...everything.policies]),
      })
      .map(grantsFor);
    fc.assert(
      fc.property(fc.nat(), someGrants, (seed, grants) => {
        const random = randomNumbers(seed);
        const query = randomQuery({ schema, random, literals, exclude: new Set() });
        const once = cut(query, grants);
        expect(validate(schema, once.document), once.text).toEqual([]);
        const twice = cut(print(once.document), grants);
        expect(twice.operation).toBe(twice.original);
      }),
      { numRuns: 200 },
    );
  });
});

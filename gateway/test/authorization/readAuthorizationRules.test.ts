import { parse } from 'graphql';
import { describe, expect, it } from 'vitest';
import { isDenied } from '../../src/authorization/AuthorizationRules.js';
import { isMet } from '../../src/authorization/Condition.js';
import type { Grants } from '../../src/authorization/Grants.js';
import { readAuthorizationRules } from '../../src/authorization/readAuthorizationRules.js';
import { shopSubgraphs } from '../engine/shop/shopSubgraphs.js';
import { composeSubgraphs } from '../engine/testSupergraph.js';
import { grantsFor } from './grants.js';

/** The coordinates a supergraph denies to somebody, sorted. */
function deniedIn(supergraph: string, grants: Grants): readonly string[] {
  const rules = readAuthorizationRules(parse(supergraph));
  const unmet = new Set<number>();
  rules?.conditions.forEach((condition, id) => isMet(condition, grants) || unmet.add(id));
  return [...(rules?.fields ?? [])].flatMap(([name, rule]) => (isDenied(rule, unmet) ? [name] : [])).sort();
}

const compose = (...sdls: readonly string[]) =>
  composeSubgraphs(Object.fromEntries(sdls.map((sdl, index) => [`s${index}`, { sdl }])));

describe('rules of a supergraph', () => {
  it('are none when it protects nothing', () => {
    expect(readAuthorizationRules(parse(composeSubgraphs(shopSubgraphs)))).toBeUndefined();
  });

  it('have each different condition once', () => {
    const text = compose(
      `type Query { a: Int @requiresScopes(scopes: [["x", "y"], ["z"]]) b: Int @requiresScopes(scopes: [["z"], ["y", "x"]]) c: Int @authenticated d: Int @authenticated }`,
    );
    expect(readAuthorizationRules(parse(text))?.conditions).toHaveLength(2);
  });

  it.each<[string, string, Parameters<typeof grantsFor>[0], readonly string[]]>([
    [
      'two subgraphs that demand scopes demand both',
      compose(
        'type Query { a: Int @shareable @requiresScopes(scopes: [["x"], ["y"]]) }',
        'type Query { a: Int @shareable @requiresScopes(scopes: [["z"]]) }',
      ),
      { scopes: ['x'] },
      ['Query.a'],
    ],
    [
      'two subgraphs that demand scopes are content with one of each',
      compose(
        'type Query { a: Int @shareable @requiresScopes(scopes: [["x"], ["y"]]) }',
        'type Query { a: Int @shareable @requiresScopes(scopes: [["z"]]) }',
      ),
      { scopes: ['y', 'z'] },
      [],
    ],
    [
      'a subgraph that demands nothing changes nothing',
      compose(
        'type Query { a: Int @shareable @policy(policies: [["p"]]) }',
        'type Query { a: Int @shareable }',
      ),
      {},
      ['Query.a'],
    ],
    [
      'a type protects its fields and the fields that lead to it, in lists, too',
      compose('type Query { a: A b: [[A!]!] c: B } type A @authenticated { x: Int } type B { a: A x: Int }'),
      { isAuthenticated: false },
      ['A.x', 'B.a', 'Query.a', 'Query.b'],
    ],
    [
      'a root type protects its fields',
      compose('type Query @authenticated { a: Int }'),
      { isAuthenticated: false },
      ['Query.a'],
    ],
    [
      'scalars and enums protect the fields of their type',
      compose(
        'type Query { a: S b: [E] c: Int } scalar S @authenticated enum E @requiresScopes(scopes: [["e"]]) { A }',
      ),
      { isAuthenticated: false },
      ['Query.a', 'Query.b'],
    ],
    [
      'a union is denied when all its types are',
      compose(
        'type Query { u: U v: V } union U = A | B union V = A | C type A @authenticated { x: Int } type B @policy(policies: [["b"]]) { x: Int } type C { x: Int }',
      ),
      { isAuthenticated: false },
      ['A.x', 'B.x', 'Query.u'],
    ],
    [
      'a union is allowed when one of its types is',
      compose(
        'type Query { u: U } union U = A | B type A @authenticated { x: Int } type B @policy(policies: [["b"]]) { x: Int }',
      ),
      {},
      ['B.x'],
    ],
    [
      'what composition copies up to an interface stays with the object it came from',
      compose(
        'type Query { n: N } interface N { x: Int y: Int } type A implements N @authenticated { x: Int y: Int } type B implements N { x: Int y: Int @policy(policies: [["p"]]) }',
      ),
      { isAuthenticated: false },
      ['A.x', 'A.y', 'B.y'],
    ],
    [
      'keys demand nothing of the fields that other subgraphs add',
      compose(
        'type Query { t: T } type T @key(fields: "id") { id: ID! @authenticated x: Int }',
        'type T @key(fields: "id") { id: ID! y: Int }',
      ),
      { isAuthenticated: false },
      ['T.id'],
    ],
  ])('%s', (...[, supergraph, held, expected]) => {
    expect(deniedIn(supergraph, grantsFor(held))).toEqual(expected);
  });
});

/** What `@requires` and `@fromContext` lead to, in supergraphs whose composition did not check that. */
describe('a field that needs protected ones', () => {
  const graph = (types: string) =>
    `enum join__Graph { A @join__graph(name: "a", url: "") B @join__graph(name: "b", url: "") } ${types}`;

  it.each<[string, string, readonly string[]]>([
    [
      'directly',
      'type T { p: Int @authenticated q: Int @join__field(graph: B, requires: "p") r: Int @join__field(graph: A) }',
      ['T.p', 'T.q'],
    ],
    [
      'through a field that needs it',
      'type T { p: Int @authenticated q: Int @join__field(graph: B, requires: "p") r: Int @join__field(graph: A, requires: "q") }',
      ['T.p', 'T.q', 'T.r'],
    ],
    [
      'below another, with arguments',
      'type T { o: O q: Int @join__field(graph: B, requires: "o { p(max: 1) }") } type O { p(max: Int): Int @authenticated }',
      ['O.p', 'T.q'],
    ],
    [
      'of a type behind an interface',
      'type T { o: I q: Int @join__field(graph: B, requires: "o { p ... on O { x } }") } interface I { p: Int } type O implements I { p: Int x: Int @authenticated }',
      ['O.x', 'T.q'],
    ],
    [
      'that an object behind an interface demands',
      'type T { o: I q: Int @join__field(graph: B, requires: "o { p }") } interface I { p: Int } type O implements I { p: Int @authenticated } type P implements I { p: Int }',
      ['O.p', 'T.q'],
    ],
    [
      'on an interface object',
      'interface I { p: Int q: Int @join__field(graph: B, requires: "p") } type T implements I { p: Int @authenticated q: Int @join__field } type U implements I { p: Int q: Int @join__field }',
      ['T.p', 'T.q'],
    ],
    [
      'of each other, in a circle',
      'type T { p: Int @authenticated q: Int @join__field(graph: B, requires: "r") r: Int @join__field(graph: A, requires: "q p") }',
      ['T.p', 'T.q', 'T.r'],
    ],
    [
      'from a context',
      'type T @context(name: "a__c") { p: Int @authenticated u: U } type U { q: Int @join__field(graph: A, contextArguments: [{ context: "a__c", name: "p", type: "Int", selection: "{ p }" }]) }',
      ['T.p', 'U.q'],
    ],
  ])('%s', (_, types, expected) => {
    expect(deniedIn(graph(types), grantsFor({ isAuthenticated: false }))).toEqual(expected);
  });
});

import type { QueryPlan } from '@graphql-hive/router-query-planner';
import { parse, print, stripIgnoredCharacters } from 'graphql';
import { describe, expect, it } from 'vitest';
import { planInStages } from '../../../../src/engine/plan/staging/planInStages.js';
import { EndlessRequirementsError, Requirements } from '../../../../src/engine/plan/staging/Requirements.js';
import { withStandInTypes } from '../../../../src/engine/plan/staging/standInTypes.js';
import { Joins } from '../../../../src/engine/supergraph/Joins.js';
import { inProcessPlanner } from '../../../../src/engine/planning/inProcessPlanner.js';
import { readSupergraph } from '../../../../src/engine/supergraph/readSupergraph.js';
import { composeSubgraphs } from '../../testSupergraph.js';

const text = composeSubgraphs({
  a: {
    sdl: `type Query { step: Step steps: [[Step]] } type Mutation { one: Step two: Step } type Step @key(fields: "id") { id: ID! a: Int next: Step }`,
  },
  b: {
    sdl: `type Step @key(fields: "id") { id: ID! a: Int @external b(n: Int): Step @requires(fields: "a") bb: Int @requires(fields: "a") }`,
  },
  c: {
    sdl: `type Step @key(fields: "id") { id: ID! bb: Int @external c: Int @requires(fields: "bb") }`,
  },
});
const { joins, planningSdl } = readSupergraph(text);
const planner = inProcessPlanner(planningSdl);

/** The plan, and what the planner was asked for it. */
async function planned(
  query: string,
): Promise<{ readonly asked: readonly string[]; readonly plan: QueryPlan }> {
  const asked: string[] = [];
  const plan = await planInStages(parse(query), new Requirements(joins), (document) => {
    asked.push(stripIgnoredCharacters(print(document)));
    return planner.plan({ document: print(document), labels: new Set(), share: 100 });
  });
  return { asked, plan };
}

describe('an operation planned in stages', () => {
  it('is planned without what requires others, and with what those need', async () => {
    const { asked } = await planned('{ step { c } }');
    expect(asked).toEqual(['{step{__typename id a}}', '{_met_B_Step{bb}}', '{_met_C_Step{c}}']);
  });

  it('asks for each field once what it requires is there', async () => {
    const { plan } = await planned('{ steps { c } }');
    const calls = plan.node?.kind === 'Sequence' ? plan.node.nodes : [];
    const path = [{ Field: 'steps' }, '@', '@'];
    expect(calls.map((node) => (node.kind === 'Flatten' ? node.path : node.kind))).toEqual([
      'Fetch',
      path,
      path,
    ]);
    const [, , last] = calls;
    expect(last?.kind === 'Flatten' && last.node).toMatchObject({
      serviceName: 'c',
      operation:
        'query($representations:[_Any!]!){_entities(representations:$representations){...on Step{c}}}',
      requires: [
        {
          kind: 'InlineFragment',
          typeCondition: 'Step',
          selections: ['__typename', 'id', 'bb'].map((name) => ({ kind: 'Field', name })),
        },
      ],
    });
  });

  it('takes variables to where they are used, and goes on below', async () => {
    const { asked, plan } = await planned(
      'query ($n: Int, $m: Int) { step { x: b(n: $n) { next { a bb } } } }',
    );
    expect(asked).toEqual([
      '{step{__typename id a}}',
      'query($n:Int){_met_B_Step{x:b(n:$n){next{a __typename id}}}}',
      '{_met_B_Step{bb}}',
    ]);
    expect(JSON.stringify(plan)).toContain('"path":[{"Field":"step"},{"Field":"x"},{"Field":"next"}]');
  });

  it('makes one call of those to one subgraph at one time', async () => {
    const { plan } = await planned('{ step { bb next { bb } } }');
    const calls = plan.node?.kind === 'Sequence' ? plan.node.nodes : [];
    expect(calls.map(({ kind }) => kind)).toEqual(['Fetch', 'BatchFetch']);
  });

  it('completes each mutation before the next', async () => {
    const { asked } = await planned('mutation { one { bb } two { bb } }');
    expect(asked).toEqual([
      'mutation{one{__typename id a}}',
      '{_met_B_Step{bb}}',
      'mutation{two{__typename id a}}',
      '{_met_B_Step{bb}}',
    ]);
  });

  it('is not planned when the planner has no plan for a part', async () => {
    const refusing = () => Promise.reject(new Error('no plan'));
    await expect(planInStages(parse('{ step { c } }'), new Requirements(joins), refusing)).rejects.toThrow(
      'no plan',
    );
  });
});

describe('requirements', () => {
  it('have a length', () => {
    const requirements = new Requirements(joins);
    expect(requirements.levelOfDocument(parse('{ step { a next { a } } }'))).toBe(0);
    expect(requirements.levelOfDocument(parse('{ step { a next { bb } } }'))).toBe(1);
    expect(requirements.levelOfDocument(parse('{ step { next { c } } }'))).toBe(2);
  });

  it('that lead back to themselves have none, and cannot be planned in stages', async () => {
    const cyclic =
      parse(`type Query @join__type(graph: A) @join__type(graph: B) { x: X @join__field(graph: A) }
      type X @join__type(graph: A, key: "id") @join__type(graph: B, key: "id") { id: ID
        a: Int @join__field(graph: A, requires: "b") @join__field(graph: B, external: true)
        b: Int @join__field(graph: B, requires: "a") @join__field(graph: A, external: true) }`);
    const requirements = new Requirements(new Joins(withStandInTypes(cyclic)));
    expect(requirements.levelOfDocument(parse('{ x { a } }'))).toBe(0);
    const plan = () => Promise.resolve({ kind: 'QueryPlan' } as const);
    await expect(planInStages(parse('{ x { a } }'), requirements, plan)).rejects.toThrow(
      EndlessRequirementsError,
    );
  });

  it('are left to the planner where another subgraph answers without one, or the request decides who answers', () => {
    const open = parse(`type X @join__type(graph: A, key: "id") @join__type(graph: B, key: "id") { id: ID
      free: Int @join__field(graph: A, requires: "id") @join__field(graph: B)
      moving: Int @join__field(graph: A, requires: "id", overrideLabel: "percent(5)")
      bound: Int @join__field(graph: A, requires: "id") @join__field(graph: B, external: true) }`);
    const requirements = new Requirements(new Joins(open));
    expect(requirements.of('X', 'free')).toBeUndefined();
    expect(requirements.of('X', 'moving')).toBeUndefined();
    expect(requirements.of('X', 'bound')?.graph).toBe('A');
  });
});

describe('stand-ins for types', () => {
  it('are none where nothing is required', () => {
    const document = parse('type Query @join__type(graph: A) { a: Int }');
    expect(withStandInTypes(document)).toBe(document);
  });

  it('have the fields that require others, as if they did not', () => {
    const standing = print(withStandInTypes(parse(text)));
    expect(standing).toContain('_met_B_Step: _Met_B_Step @join__field(graph: B)');
    expect(standing).toMatch(
      /type _Met_C_Step @join__type\(graph: C\) \{\n\s+c: Int @join__field\(graph: C\)\n\}/,
    );
  });
});

import type { QueryPlan } from '@graphql-hive/router-query-planner';
import { parse, print, stripIgnoredCharacters } from 'graphql';
import { describe, expect, it } from 'vitest';
import { planApart } from '../../../../src/engine/plan/apart/planApart.js';
import { inProcessPlanner } from '../../../../src/engine/planning/inProcessPlanner.js';
import { offers } from './offers.js';

const planner = inProcessPlanner(offers.planningSdl);
const refusal = (name: string) => new Error(`No paths found for selection item: ${name}`);

/** Plans with answers given beforehand: names the planner finds no path to, and then a plan. */
async function asked(
  query: string,
  names: readonly string[],
  plan: QueryPlan = { kind: 'QueryPlan' },
): Promise<{ readonly questions: readonly string[]; readonly outcome: unknown }> {
  const questions: string[] = [];
  const planned = planApart(parse(query), offers, (document) => {
    const name = names[questions.push(stripIgnoredCharacters(print(document))) - 1];
    return name === undefined ? Promise.resolve(plan) : Promise.reject(refusal(name));
  });
  return { questions, outcome: await planned.catch((error: unknown) => error) };
}

describe('an operation the planner finds no way for', () => {
  it('is planned with the field split that the planner names, and the parts are joined', async () => {
    const plan = await planApart(parse('{ offers { price weight } }'), offers, (document) =>
      planner.plan({ document: print(document), labels: new Set(), share: 100 }),
    );
    const calls = plan.node?.kind === 'Parallel' ? plan.node.nodes : [];
    const queries = calls.map((node) =>
      node.kind === 'Fetch' ? `${node.serviceName} ${node.operation}` : '',
    );
    expect(queries.sort()).toEqual([
      'prices {offers{__typename ...on Part{price}...on Service{_shape_0_price:price weight}}}',
      'weights {offers{__typename ...on Part{weight}}}',
    ]);
  });

  it('is asked again with every field that is named', async () => {
    const { questions } = await asked('{ offers { kin { price weight } } }', ['offers', 'kin']);
    expect(questions.map((question) => question.match(/_apart_\d+_/g)?.length ?? 0)).toEqual([0, 2, 6]);
  });

  it('is asked with all fields split when the named one leads to no interface', async () => {
    const { questions } = await asked('{ offers { kin { price weight } } }', ['weight']);
    expect(questions[1]).toContain('_apart_1_kin');
  });

  it('is asked with all fields split when splitting the named one did not help', async () => {
    const { questions } = await asked('{ offers { kin { price } } shop { id } }', ['kin', 'kin']);
    expect(questions[1]).not.toContain('_apart_0_offers');
    expect(questions[2]).toContain('_apart_0_offers');
  });

  it('is refused for the last reason when nothing is left to split', async () => {
    const { questions, outcome } = await asked('{ offers { price } }', ['offers', 'price', 'price', 'price']);
    expect(questions).toHaveLength(2);
    expect(outcome).toEqual(refusal('price'));
  });

  it('is refused at once for other reasons', async () => {
    const outcome = await planApart(parse('{ offers { price } }'), offers, () =>
      Promise.reject(new Error('Expected a single parent')),
    ).catch((error: unknown) => error);
    expect(outcome).toEqual(new Error('Expected a single parent'));
  });

  it('is refused when something would be changed in two subgraphs', async () => {
    const call = (serviceName: string) =>
      ({
        kind: 'Fetch',
        serviceName,
        operationKind: 'mutation',
        operation: 'mutation{add{__typename}}',
      }) as const;
    const node = { kind: 'Sequence', nodes: [call('prices'), call('weights')] } as const;
    const plan: QueryPlan = { kind: 'QueryPlan', node: { ...node, nodes: [...node.nodes] } };
    const { outcome } = await asked('mutation { add { kin { price weight } } }', ['kin'], plan);
    expect(outcome).toEqual(new Error('A field of the root would be done by more than one subgraph.'));
  });
});

import { parse } from 'graphql';
import { describe, expect, it } from 'vitest';
import { createEngine } from '../../../src/engine/createEngine.js';
import { planningSdl } from '../../../src/engine/supergraph/planningSdl.js';
import { composeSupergraph } from '../../../src/supergraph/composeSupergraph.js';

const composition = composeSupergraph([
  {
    name: 'a',
    url: 'http://a',
    sdl: `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@cost", "@listSize"])
      type Query { weights: [Int] @cost(weight: 7) @listSize(assumedSize: 3) }`,
  },
]);
const supergraph = composition.ok ? composition.supergraphSdl : '';

describe('what the planner gets of a supergraph', () => {
  // Such a weight ends the process when the planner sees it: no error could be caught.
  it.each(['-7', '"7.5"', '7.5', '"much"'])('is planned over when a weight is %s', async (weight) => {
    const weighted = supergraph.replace('@cost(weight: 7)', `@cost(weight: ${weight})`);
    expect(weighted).toContain(weight);
    const engine = createEngine<undefined>({
      supergraph: weighted,
      transport: () => ({
        fetch: () => Promise.resolve({ data: { weights: [1] } }),
        subscribe: () => {
          throw new Error('not to be asked');
        },
      }),
    });
    const preparation = engine.prepare('{ weights }');
    if (!preparation.ok) throw new Error('refused');
    const result = await engine.execute(preparation.operation, { context: undefined });
    expect(result.errors).toBeUndefined();
  });

  it('says nothing of costs, and all the rest', () => {
    const { sdl: text, subgraphs } = planningSdl(supergraph, parse(supergraph));
    expect(subgraphs.size).toBe(0);
    expect(text).not.toMatch(/@cost\(weight: 7|@listSize\(assumedSize: 3/);
    expect(text).toContain('weights: [Int]');
    expect(text).toContain('@join__type(graph: A)');
  });

  it('is the text itself when it has no costs', () => {
    const text = 'type Query @join__type(graph: A) { cost: Int }';
    expect(planningSdl(text, parse(text)).sdl).toBe(text);
  });

  it('names subgraphs with interface objects last, and tells their own names', () => {
    const text = `enum join__Graph { A @join__graph(name: "a", url: "u") B @join__graph(name: "b", url: "u") }
      type Media @join__type(graph: A, key: "id", isInterfaceObject: true) { id: ID }
      type Other @join__type(graph: B, key: "id", isInterfaceObject: false) { id: ID }`;
    const { sdl, subgraphs } = planningSdl(text, parse(text));
    expect([...subgraphs]).toEqual([['~a', 'a']]);
    expect(sdl).toContain('A @join__graph(name: "~a", url: "u")');
    expect(sdl).toContain('B @join__graph(name: "b", url: "u")');
  });
});

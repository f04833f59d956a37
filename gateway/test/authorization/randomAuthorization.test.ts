import * as fc from 'fast-check';
import { parse, validate } from 'graphql';
import { describe, expect, it } from 'vitest';
import type { Grants } from '../../src/authorization/Grants.js';
import { nobody } from '../../src/authorization/Grants.js';
import { randomNumbers, randomQuery } from '../engine/randomQuery.js';
import { subgraphSchema, testSupergraph, type RecordedCall } from '../engine/testSupergraph.js';
import { deniedSelections } from './deniedSelections.js';
import { everything, grantsFor } from './grants.js';
import { isDeniedAtTheOffice, officeMonolith, runOnOffice } from './officeMonolith.js';
import { officeSubgraphs } from './officeSubgraphs.js';

const literals = { id: ['"p1"', '"p2"', '"r1"', '"f1"', '"zz"'] };
const variables = { yes: true, no: false };

/**
 * Left out because the planner (0.0.38) loses some of what different types behind an interface object are asked for.
 * Each works alone: see authorization.test.ts.
 */
const exclude = new Set([
  'Query.tagged',
  ...['Node', 'Person', 'Robot', 'File'].flatMap((type) => [`${type}.tags`, `${type}.rating`]),
]);

const someGrants: fc.Arbitrary<Grants> = fc
  .record({
    isAuthenticated: fc.boolean(),
    scopes: fc.subarray([...everything.scopes]),
    policies: fc.subarray([...everything.policies]),
  })
  .map(grantsFor);

let grants = nobody;
const office = testSupergraph(officeSubgraphs, { grants: () => grants });
const schemas = new Map(
  Object.entries(officeSubgraphs).map(([name, subgraph]) => [name, subgraphSchema(subgraph)]),
);

function deniedIn(call: RecordedCall): readonly string[] {
  const schema = schemas.get(call.subgraph);
  if (schema === undefined) throw new Error(`no subgraph ${call.subgraph}`);
  return deniedSelections(call, schema, grants);
}

const withoutPositions = (path: readonly (string | number)[] = []): string =>
  path.filter((key) => typeof key === 'string').join('.');

describe('authorization, for random queries and random grants,', () => {
  it('answers like graphql-js over one schema in which what is denied fails, and asks no subgraph for it', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(), someGrants, async (seed, granted) => {
        grants = granted;
        const { schema } = office.engine;
        const query = randomQuery({ schema, random: randomNumbers(seed), literals, exclude });
        expect(validate(schema, parse(query))).toEqual([]);
        const expected = await runOnOffice(officeMonolith(schema, granted), query, variables);
        office.calls.length = 0;
        const actual = await office.run(query, variables);

        expect(JSON.stringify(actual.data), query).toBe(JSON.stringify(expected.data));
        const errors = actual.errors ?? [];
        const paths = errors.map(({ path }) => withoutPositions(path));
        expect(new Set(errors.map(({ extensions }) => extensions.code)).size).toBeLessThanOrEqual(1);
        expect(new Set(paths).size, 'one error for each path').toBe(paths.length);
        expect(paths).toEqual(
          expect.arrayContaining((expected.errors ?? []).map(({ path }) => withoutPositions(path))),
        );
        for (const { extensions } of errors)
          for (const coordinate of extensions.coordinates as readonly string[])
            expect(isDeniedAtTheOffice(coordinate, granted), coordinate).toBe(true);
        for (const call of office.calls) expect(deniedIn(call), call.query).toEqual([]);
      }),
      { numRuns: 120 },
    );
  }, 120_000);

  it('asks no subgraph for what is denied behind an interface object either', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(), someGrants, async (seed, granted) => {
        grants = granted;
        const { schema } = office.engine;
        const query = randomQuery({ schema, random: randomNumbers(seed), literals, exclude: new Set() });
        office.calls.length = 0;
        await office.run(query, variables);
        for (const call of office.calls) expect(deniedIn(call), call.query).toEqual([]);
      }),
      { numRuns: 120 },
    );
  }, 120_000);
});

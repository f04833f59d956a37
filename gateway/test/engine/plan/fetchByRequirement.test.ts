import { expect, it } from 'vitest';
import { fetchByRequirement } from '../../../src/engine/plan/fetchByRequirement.js';
import { readSupergraph } from '../../../src/engine/supergraph/readSupergraph.js';
import { composeSubgraphs } from '../testSupergraph.js';

const { joins } = readSupergraph(
  composeSubgraphs({
    a: { sdl: `type Query { x: X } type X @key(fields: "id") { id: ID! a: Int b: Int }` },
    c: {
      sdl: `type X @key(fields: "id") { id: ID! a: Int @external b: Int @external free(n: Int): Int ofA: Int @requires(fields: "a") ofB: Int @requires(fields: "b") }`,
    },
  }),
);
const field = (name: string) => ({ kind: 'Field', name }) as const;
const entities = {
  alias: '_entities',
  variable: 'representations',
  requires: [
    {
      kind: 'InlineFragment',
      typeCondition: 'X',
      selections: ['__typename', 'id', 'a', 'b'].map(field),
    } as const,
  ],
};
const asked = (selections: string) =>
  `query($representations:[_Any!]!$n:Int){_entities(representations:$representations){...on X{${selections}}}}`;
const parted = (selections: string) =>
  fetchByRequirement(asked(selections), [entities], { joins, graph: joins.graphs.get('c') ?? '' });

it('a call is parted by what its fields require', () => {
  const { query, parts } = parted('free(n:$n) ofA x:ofB') ?? { parts: [] };
  expect(query).toBe(
    'query($__batch_reps_part_0:[_Any!]!$__batch_reps_part_1:[_Any!]!$__batch_reps_part_2:[_Any!]!$n:Int){' +
      '_entities_0:_entities(representations:$__batch_reps_part_0){...on X{free(n:$n)}}' +
      '_entities_1:_entities(representations:$__batch_reps_part_1){...on X{ofA}}' +
      '_entities_2:_entities(representations:$__batch_reps_part_2){...on X{x:ofB}}}',
  );
  const sent = parts.map(({ requires: [only] }) => only?.kind === 'InlineFragment' && only.selections);
  expect(sent).toEqual([
    [field('__typename'), field('id')],
    [field('__typename'), field('id'), field('a')],
    [field('__typename'), field('id'), field('b')],
  ]);
});

it('a call whose fields all require the same has no parts', () => {
  expect(parted('ofA other:ofA')).toBeUndefined();
  expect(parted('free(n:$n)')).toBeUndefined();
});

import { Kind, parse, type SelectionSetNode } from 'graphql';
import { describe, expect, it } from 'vitest';
import { AwaitedObjects } from '../../../src/engine/execution/AwaitedObjects.js';
import { ErrorCollector } from '../../../src/engine/execution/ErrorCollector.js';
import type { Execution } from '../../../src/engine/execution/Execution.js';
import { reportRootErrors, reportRootFields } from '../../../src/engine/execution/rootErrors.js';
import type { JsonObject } from '../../../src/engine/jsonObject.js';
import { OperationStore } from '../../../src/engine/operation/OperationStore.js';
import type { RootFetch } from '../../../src/engine/plan/Step.js';
import { readSupergraph } from '../../../src/engine/supergraph/readSupergraph.js';
import { Cancellation } from '../../../src/engine/transport/Cancellation.js';
import { SubgraphFailure } from '../../../src/engine/transport/SubgraphFailure.js';
import { composeSubgraphs } from '../testSupergraph.js';

const supergraph = readSupergraph(
  composeSubgraphs({
    a: {
      sdl: `type Query { me: Being other: Being all: [Being] }
        interface Being { id: ID size: Int best: Being }
        type Person implements Being { id: ID size: Int best: Being name: String }
        type Pet implements Being { id: ID size: Int best: Being owner: String }`,
    },
  }),
);
const store = new OperationStore({ supergraph, checks: {}, capacity: 100 });
const failure = new SubgraphFailure('SUBGRAPH_TIMEOUT', 'a');

function executing(query: string, data: JsonObject = {}): Execution<undefined> {
  const preparation = store.prepare(query);
  if (!preparation.ok) throw new Error(preparation.errors[0]?.message);
  return {
    ...{ supergraph, operation: preparation.operation, data, inputs: {}, variables: {}, context: undefined },
    ...{ shared: new Set(), awaited: new AwaitedObjects(), errors: new ErrorCollector(1_000) },
    cancellation: Cancellation.from(undefined),
    transportOf: () => {
      throw new Error('nothing is called');
    },
  };
}

function selection(text: string): SelectionSetNode {
  const [definition] = parse(text).definitions;
  if (definition?.kind !== Kind.OPERATION_DEFINITION) throw new Error('no selection');
  return definition.selectionSet;
}

function rootFetch(parts: Partial<Omit<RootFetch, 'kind' | 'call'>>): RootFetch {
  return { kind: 'root', keys: [], halves: new Map(), outputRewrites: [], ...parts } as unknown as RootFetch;
}

const renaming = (from: string, to: string): RootFetch['outputRewrites'][number] => ({
  KeyRenamer: { path: [{ Key: from }], renameKeyTo: to },
});
const paths = ({ errors }: Execution<undefined>) => errors.errors.map(({ path }) => path);

describe('a call that failed', () => {
  it('is reported at each field it should have brought', () => {
    const execution = executing('{ me { id } x: other { id } }');
    reportRootFields(execution, rootFetch({ keys: ['me', 'x'] }), failure);
    expect(execution.errors.errors).toMatchObject([
      { path: ['me'], extensions: { code: 'SUBGRAPH_TIMEOUT', service: 'a' } },
      { path: ['x'] },
    ]);
  });

  describe('for one of the halves of an object', () => {
    /** Where a failure is reported whose call was to bring this of `me`, when the other calls brought the data. */
    function missing(half: string, data: JsonObject, parts: Partial<Pick<RootFetch, 'outputRewrites'>> = {}) {
      const execution = executing(
        '{ me { id size best { id size } ... on Person { name } ... on Pet { owner } } }',
        data,
      );
      const halves = new Map([['me', selection(half)]]);
      reportRootFields(execution, rootFetch({ keys: ['me'], halves, ...parts }), failure);
      expect(execution.errors.errors).toEqual([]);
      execution.errors.settle();
      return paths(execution);
    }

    it.each<[string, string, JsonObject, unknown]>([
      ['what is missing', '{ size }', { me: { id: 1 } }, [['me', 'size']]],
      [
        'each of what is missing',
        '{ size best { id } }',
        { me: { id: 1 } },
        [
          ['me', 'size'],
          ['me', 'best'],
        ],
      ],
      [
        'what is missing further below',
        '{ best { id size } }',
        { me: { best: { id: 1 } } },
        [['me', 'best', 'size']],
      ],
      ['the object where all of it is missing', '{ size }', {}, [['me']]],
      ['the object where nothing is missing', '{ size }', { me: { size: 1 } }, [['me']]],
      ['nothing below what is null', '{ best { id } }', { me: { best: null } }, [['me']]],
      [
        'fields for its type',
        '{ ... on Person { name } ... on Pet { owner } }',
        { me: { __typename: 'Person' } },
        [['me', 'name']],
      ],
      [
        'fields for its interface',
        '{ ... on Being { size } }',
        { me: { __typename: 'Pet' } },
        [['me', 'size']],
      ],
      [
        'fields in fragments without a type',
        '{ ... { size } }',
        { me: { __typename: 'Pet' } },
        [['me', 'size']],
      ],
      ['fields by their alias', '{ size: id }', { me: { id: 1 } }, [['me', 'size']]],
    ])('is reported at %s', (...[, half, data, expected]) => {
      expect(missing(half, data)).toEqual(expected);
    });

    it('is reported by the names fields are given afterwards', () => {
      const outputRewrites = [renaming('_internal', 'size')];
      expect(missing('{ _internal: size id }', { me: { id: 1 } }, { outputRewrites })).toEqual([
        ['me', 'size'],
      ]);
      expect(missing('{ _internal: size id }', { me: { size: 1 } }, { outputRewrites })).toEqual([
        ['me', 'id'],
      ]);
    });

    it('is reported in each item of a list, but not in thousands', () => {
      const all = (count: number) => ({ me: Array.from({ length: count }, () => ({ id: 1 })) });
      expect(missing('{ size }', all(2))).toEqual([
        ['me', 0, 'size'],
        ['me', 1, 'size'],
      ]);
      expect(missing('{ size }', all(5_000))).toHaveLength(100);
    });
  });
});

describe('errors of an answer', () => {
  const error = (path?: readonly (string | number)[]) => ({ message: 'no', path, extensions: {} });

  function reported(
    errors: ReturnType<typeof error>[],
    parts: Parameters<typeof rootFetch>[0] = {},
    data: JsonObject | null = {},
  ) {
    const execution = executing('{ me { id size } all { id } }', { me: { id: 1 } });
    reportRootErrors(execution, rootFetch({ keys: ['me', 'all'], ...parts }), { data, errors });
    execution.errors.settle();
    return execution;
  }

  it('are reported where they are, as far as the client selects it', () => {
    expect(paths(reported([error(['me', 'size']), error(['all', 3, 'size']), error(['me'])]))).toEqual([
      ['me', 'size'],
      ['all', 3],
      ['me'],
    ]);
  });

  it('are reported by the names that fields get afterwards', () => {
    const outputRewrites = [renaming('_internal', 'size')];
    expect(paths(reported([error(['me', '_internal'])], { outputRewrites }))).toEqual([['me', 'size']]);
    expect(paths(reported([error(['_i'])], { outputRewrites: [renaming('_i', 'me')] }))).toEqual([['me']]);
  });

  it('of an object that other calls bring, too, are reported at what is missing of it', () => {
    const halves = new Map([['me', selection('{ size }')]]);
    expect(paths(reported([error(['me'])], { halves }))).toEqual([['me', 'size']]);
    expect(paths(reported([error(['me', 'size'])], { halves }))).toEqual([['me', 'size']]);
  });

  it.each([[undefined], [[]]])(
    'without a path (%j) are of the whole response, unless there is no data',
    (path) => {
      expect(paths(reported([error(path)]))).toEqual([undefined]);
      expect(paths(reported([error(path)], {}, null))).toEqual([['me'], ['all']]);
    },
  );

  it('explain every field of an answer without data, and no field of one with data', () => {
    const without = reported([error(['me', 'size'])], {}, null);
    expect(paths(without)).toEqual([['me', 'size']]);
    expect([without.errors.isExplained(['me']), without.errors.isExplained(['all'])]).toEqual([true, true]);
    expect(reported([error(['me', 'size'])]).errors.isExplained(['all'])).toBe(false);
  });
});

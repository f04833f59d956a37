import { describe, expect, it } from 'vitest';
import type { PreparedOperation } from '../../../src/engine/operation/PreparedOperation.js';
import { CostAnalysis } from '../../../src/limits/cost/CostAnalysis.js';
import { costLink, engineOf } from './costSupergraph.js';

const sdl = `${costLink}
  type Query { a: Query b: Query list(first: Int, all: [Int]): [Query] @listSize(slicingArguments: ["first"], requireOneSlicingArgument: false) node: Node leaf: Int @cost(weight: 1) many(of: [Int!] @cost(weight: 1), by: By): Int }
  input By { by: By, all: [By] }
  interface Node { id: ID! next: Node }
  ${Array.from({ length: 60 }, (_, index) => `type T${index} implements Node { id: ID! next: Node own${index}: Int @cost(weight: ${index}) }`).join('\n')}`;
const engine = engineOf(sdl);
function prepared(query: string): PreparedOperation {
  const preparation = engine.prepare(query);
  if (!preparation.ok) throw new Error(preparation.errors[0]?.message);
  return preparation.operation;
}

/** The quickest of a few first times: what else the machine does is not measured. */
function measure(operation: PreparedOperation, variables = {}) {
  const attempts = [1, 2, 3].map(() => {
    const analysis = new CostAnalysis(engine.supergraph, engine.schema);
    const from = performance.now();
    const estimate = analysis.estimate(operation, { variables, listSize: 10 });
    return { cost: estimate.ok ? estimate.estimated : estimate.problem, ms: performance.now() - from };
  });
  return { cost: attempts[0]?.cost, ms: Math.min(...attempts.map(({ ms }) => ms)) };
}

const nested = (levels: number, name: (level: number) => string, body: string) =>
  `${Array.from({ length: levels }, (_, level) => `${name(level)} {`).join(' ')} ${body} ${'}'.repeat(levels)}`;

/** Loose, since tests share their machine: what grows without bounds takes minutes. */
const soonMs = 1_000;

describe('costs of hostile operations are known soon:', () => {
  it('9,999 aliases', () => {
    const aliases = Array.from({ length: 9_999 }, (_, index) => `x${index}: leaf`).join(' ');
    const { cost, ms } = measure(prepared(`{ ${aliases} }`));
    expect(cost).toBe(9_999);
    expect(ms).toBeLessThan(soonMs);
  });

  it('more fields than anybody looks at, which cost the most there is', () => {
    const wide = Array.from({ length: 10_001 }, (_, index) => `x${index}: leaf`).join(' ');
    const { cost, ms } = measure(prepared(`{ a { ${wide} } b { ${wide} a { leaf } } }`));
    expect(cost).toBe(Number.MAX_SAFE_INTEGER);
    expect(ms).toBeLessThan(soonMs);
  });

  it('lists in lists, to the end of numbers', () => {
    const { cost, ms } = measure(prepared(`{ ${nested(60, () => 'list(first: 2147483647)', 'leaf')} }`));
    expect(cost).toBe(Number.MAX_SAFE_INTEGER);
    expect(ms).toBeLessThan(soonMs);
  });

  it('nesting deeper than anybody looks', () => {
    const levels = Array.from(
      { length: 40 },
      (_, index) =>
        `fragment F${index} on Query { ${nested(30, () => 'a', index === 39 ? 'leaf' : `...F${index + 1}`)} }`,
    );
    const { cost, ms } = measure(prepared(`{ ...F0 } ${levels.join(' ')}`));
    expect(cost).toBe(Number.MAX_SAFE_INTEGER);
    expect(ms).toBeLessThan(soonMs);
  });

  it('fragments that double at each level, written out two to the power of 100 fields', () => {
    const levels = Array.from(
      { length: 100 },
      (_, index) => `fragment F${index} on Query { a { ...F${index + 1} } b { ...F${index + 1} } }`,
    );
    const { cost, ms } = measure(prepared(`{ ...F0 } ${levels.join(' ')} fragment F100 on Query { leaf }`));
    expect(cost).toBe(Number.MAX_SAFE_INTEGER);
    expect(ms).toBeLessThan(soonMs);
  });

  it('fragments whose combinations double at each level', () => {
    // Each level can be reached with any set of the fragments above it, so no two places are the same.
    const levels = Array.from({ length: 40 }, (_, index) => {
      const [next, other] = [`...F${index + 1}`, `...G${index + 1}`];
      return `fragment F${index} on Query { a { ${next} } b { ${next} ${other} } } fragment G${index} on Query { a { ${other} } b { leaf } }`;
    });
    const { cost, ms } = measure(
      prepared(
        `{ a { ...F0 ...G0 } } ${levels.join(' ')} fragment F40 on Query { leaf } fragment G40 on Query { leaf }`,
      ),
    );
    expect(cost).toBeGreaterThan(0);
    expect(ms).toBeLessThan(soonMs);
  });

  it('an interface of many types, nested', () => {
    const own = Array.from({ length: 60 }, (_, index) => `... on T${index} { own${index} }`).join(' ');
    const { cost, ms } = measure(
      prepared(`{ ${nested(4, (level) => (level === 0 ? 'node' : `${own} next`), own)} }`),
    );
    expect(cost).toBe(4 * (1 + 59));
    expect(ms).toBeLessThan(soonMs);
  });

  it('100,000 numbers as an argument, and input objects 30 levels deep and 1,000 wide', () => {
    const operation = prepared(
      'query ($of: [Int!], $by: By, $n: Int) { many(of: $of, by: $by) list(first: $n, all: $of) { leaf } }',
    );
    const of = Array.from({ length: 100_000 }, (_, index) => index);
    let by: object = { all: Array.from({ length: 1_000 }, () => ({})) };
    for (let level = 0; level < 30; level++) by = { by };
    const { cost, ms } = measure(operation, { of, by, n: 3 });
    expect(cost).toBe(100_001 + 1_031 + 3 * 2);
    expect(ms).toBeLessThan(soonMs);
  });
});

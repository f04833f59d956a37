import { builtInRoles, type BuiltInRole } from '@ai-collective/contracts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { effectiveRoles, inheritedRoles, type Holding } from '../../src/rules/inheritance.js';

/** Communities by number; each lies in an earlier one or at the top. */
const forests = fc
  .array(fc.nat(), { minLength: 1, maxLength: 12 })
  .map((picks) => picks.map((pick, index) => (index === 0 ? null : pickParent(pick, index))));

const holdingsIn = (size: number) =>
  fc.array(
    fc.record({
      community: fc.nat({ max: size - 1 }).map(String),
      roles: fc.subarray([...builtInRoles], { minLength: 1 }),
    }),
    { maxLength: 6 },
  );

const situations = forests.chain((parents) =>
  fc.record({
    parents: fc.constant(parents),
    holdings: holdingsIn(parents.length),
    more: holdingsIn(parents.length),
    community: fc.nat({ max: parents.length - 1 }),
  }),
);

function pickParent(pick: number, index: number): number | null {
  const parent = pick % (index + 1);
  return parent === index ? null : parent;
}

function lineageOf(parents: readonly (number | null)[], community: number): readonly string[] {
  const parent = parents[community] ?? null;
  return [String(community), ...(parent === null ? [] : lineageOf(parents, parent))];
}

describe('effectiveRoles', () => {
  it.each<[string, readonly Holding[], readonly BuiltInRole[]]>([
    ['nothing without a membership', [], []],
    [
      'the roles of a member',
      [{ community: 'leaf', roles: ['MEMBER', 'DEVELOPER'] }],
      ['DEVELOPER', 'MEMBER'],
    ],
    ['owning from above', [{ community: 'root', roles: ['OWNER'] }], ['OWNER']],
    ['administration from above', [{ community: 'branch', roles: ['ADMIN'] }], ['ADMIN']],
    ['operation from above', [{ community: 'root', roles: ['OPERATOR'] }], ['OPERATOR']],
    ['auditing from above', [{ community: 'root', roles: ['AUDITOR', 'MEMBER'] }], ['AUDITOR']],
    [
      'no membership, development or visit from above',
      [{ community: 'root', roles: ['MEMBER', 'DEVELOPER', 'GUEST'] }],
      [],
    ],
    [
      'what is held here and above, each once',
      [
        { community: 'leaf', roles: ['MEMBER', 'ADMIN'] },
        { community: 'branch', roles: ['ADMIN', 'MEMBER'] },
        { community: 'root', roles: ['OWNER', 'GUEST'] },
      ],
      ['OWNER', 'ADMIN', 'MEMBER'],
    ],
    ['nothing of a community beside it', [{ community: 'other', roles: ['OWNER'] }], []],
  ])('%s', (_name, holdings, expected) => {
    expect(effectiveRoles(holdings, ['leaf', 'branch', 'root'])).toEqual(expected);
  });

  it('is nothing where there is no community', () => {
    expect(effectiveRoles([{ community: 'root', roles: ['OWNER'] }], [])).toEqual([]);
  });

  it('never comes up: what is held below or beside changes nothing', () => {
    fc.assert(
      fc.property(situations, ({ parents, holdings, more, community }) => {
        const lineage = lineageOf(parents, community);
        const elsewhere = more.filter((holding) => !lineage.includes(holding.community));
        expect(effectiveRoles([...holdings, ...elsewhere], lineage)).toEqual(
          effectiveRoles(holdings, lineage),
        );
      }),
    );
  });

  it('brings down what is inherited, the whole way, and nothing else', () => {
    fc.assert(
      fc.property(situations, ({ parents, holdings, community }) => {
        const lineage = lineageOf(parents, community);
        const here = new Set(effectiveRoles(holdings, lineage));
        const own = new Set(holdings.flatMap((held) => (held.community === lineage[0] ? held.roles : [])));
        const above = new Set(effectiveRoles(holdings, lineage.slice(1)));
        for (const role of builtInRoles)
          expect(here.has(role)).toBe(own.has(role) || (inheritedRoles.has(role) && above.has(role)));
      }),
    );
  });
});

import { defaultPolicyParameters } from '@ai-collective/contracts';
import { describe, expect, it } from 'vitest';
import { PolicySets } from '../../src/authorization/PolicySets.js';
import type { PolicyInForce } from '../../src/policy/PolicyInForce.js';

const inForce = (version: number, ...texts: readonly string[]): PolicyInForce => ({
  version,
  parameters: defaultPolicyParameters,
  policies: texts.map((text, index) => ({ id: `own-${index}`, text, proposalId: null })),
  inherited: [],
});
const permit = 'permit (principal, action, resource);';
const forbid = 'forbid (principal, action, resource);';

describe('PolicySets', () => {
  it('gives all communities without policies of their own one set', () => {
    const sets = new PolicySets();
    expect(sets.of('com_1', inForce(0))).toBe(sets.of('com_2', inForce(7)));
    expect(sets.of('com_1', inForce(0)).byId.size).toBe(11);
  });

  it('parses once per community and version, and again when the version or the policies differ', () => {
    const sets = new PolicySets();
    const first = inForce(1, permit);
    const set = sets.of('com_1', first);
    expect(sets.of('com_1', first)).toBe(set);
    const others = [
      sets.of('com_1', inForce(2, permit)),
      sets.of('com_1', inForce(2, forbid)),
      sets.of('com_2', first),
    ];
    expect(new Set([set, ...others].map(({ generation }) => generation)).size).toBe(4);
  });

  it('knows which of the policies forbid', () => {
    const set = new PolicySets().of('com_1', inForce(1, permit, forbid));
    expect([...set.forbids]).toEqual(['community:own-1']);
  });

  it('never has more names than communities it remembers', () => {
    const sets = new PolicySets(2);
    const names = Array.from(
      { length: 9 },
      (_, index) => sets.of(`com_${index % 4}`, inForce(index + 1, permit)).name,
    );
    expect(new Set(names).size).toBe(2);
  });

  it('loses no name to policies that cannot be parsed', () => {
    const sets = new PolicySets(1);
    for (let attempt = 1; attempt < 4; attempt += 1)
      expect(() => sets.of('com_1', inForce(attempt, 'nonsense'))).toThrow('cannot be parsed');
    expect(sets.of('com_1', inForce(4, permit)).own).toBe(true);
  });
});

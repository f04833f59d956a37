import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isOnRoll, Roll, type RollEntry, type RollProof } from '../../src/index.js';

const entry = (member: string, weight = 1): RollEntry => ({ member, weight, salt: `salt of ${member}` });
const roll = new Roll([entry('per_b'), entry('per_a', 3), entry('per_c')]);
const proofOf = (of: Roll, member: string): RollProof => {
  const proof = of.proofOf(member);
  if (proof === undefined) throw new Error('a proof expected');
  return proof;
};

describe('a roll', () => {
  it('shows each on it that they are, with their weight', () => {
    for (const each of roll.entries) expect(isOnRoll(roll.hash, each, proofOf(roll, each.member))).toBe(true);
    expect(roll.weight).toBe(5);
  });

  it('shows nobody with another weight, salt or name, nor at another place', () => {
    const proof = proofOf(roll, 'per_a');
    for (const other of [entry('per_a', 4), { ...entry('per_a', 3), salt: '' }, entry('per_d', 3)])
      expect(isOnRoll(roll.hash, other, proof)).toBe(false);
    expect(isOnRoll(roll.hash, entry('per_a', 3), { ...proof, place: 1 })).toBe(false);
    expect(isOnRoll(roll.hash, entry('per_a', 3), proofOf(roll, 'per_b'))).toBe(false);
    expect(roll.proofOf('per_d')).toBeUndefined();
  });

  it('is another one with anybody more, fewer or heavier', () => {
    const hashes = [
      roll,
      new Roll([entry('per_a', 3), entry('per_b')]),
      new Roll([entry('per_a', 3), entry('per_b'), entry('per_c'), entry('per_d')]),
      new Roll([entry('per_a', 3), entry('per_b'), entry('per_c', 2)]),
      new Roll([]),
    ].map(({ hash }) => Buffer.from(hash).toString('hex'));
    expect(new Set(hashes).size).toBe(hashes.length);
  });

  it.each<[string, readonly RollEntry[]]>([
    ['somebody twice', [entry('per_a'), entry('per_b'), entry('per_a', 2)]],
    ['somebody who weighs nothing', [entry('per_a', 0)]],
    ['somebody who weighs less', [entry('per_a', -1)]],
    ['somebody who weighs a part', [entry('per_a', 0.5)]],
    ['somebody who weighs nothing that is known', [entry('per_a', Number.NaN)]],
  ])('has not %s', (_, entries) => {
    expect(() => new Roll(entries)).toThrow(RangeError);
  });

  it('does not depend on the order in which people come', () => {
    const people = fc.uniqueArray(fc.string({ minLength: 1, maxLength: 4 }), { maxLength: 12 });
    fc.assert(
      fc.property(people, (members) => {
        const one = new Roll(members.map((member) => entry(member)));
        const other = new Roll([...members].reverse().map((member) => entry(member)));
        expect(other.hash).toEqual(one.hash);
        for (const member of members)
          expect(isOnRoll(one.hash, entry(member), proofOf(other, member))).toBe(true);
      }),
    );
  });
});

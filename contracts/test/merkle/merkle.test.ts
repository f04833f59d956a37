import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { leafHash, MerkleTree, nodeHash, provesConsistency, provesInclusion } from '../../src/index.js';

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');
const bytes = (text: string) => Uint8Array.from(Buffer.from(text, 'hex'));

/** Leaves and roots of the first trees over them, as Certificate Transparency's own tests have them. */
const leaves = [
  '',
  '00',
  '10',
  '2021',
  '3031',
  '40414243',
  '5051525354555657',
  '606162636465666768696a6b6c6d6e6f',
];
const roots = [
  'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
  '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
  'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
  'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77',
  'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
  '4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4',
  '76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef',
  'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c',
  '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
];

function treeOf(size: number): MerkleTree {
  const tree = new MerkleTree();
  for (let leaf = 0; leaf < size; leaf += 1) tree.append(leafOf(leaf));
  return tree;
}

const leafOf = (leaf: number) => new TextEncoder().encode(`record ${leaf}`);

describe('a Merkle tree', () => {
  it('has the roots of Certificate Transparency', () => {
    const tree = new MerkleTree();
    expect(hex(tree.root)).toBe(roots[0]);
    for (const [index, leaf] of leaves.entries()) {
      tree.append(bytes(leaf));
      expect(hex(tree.root)).toBe(roots[index + 1]);
    }
    expect(roots.map((_, size) => hex(tree.rootOf(size)))).toEqual(roots);
  });

  it('is the tree that RFC 6962 defines, of any size', () => {
    const defined = (from: number, to: number): Uint8Array => {
      if (to - from === 1) return leafHash(leafOf(from));
      let split = 1;
      while (split * 2 < to - from) split *= 2;
      return nodeHash(defined(from, from + split), defined(from + split, to));
    };
    for (let size = 1; size <= 70; size += 1) expect(hex(treeOf(size).root)).toBe(hex(defined(0, size)));
  });

  it('has no place and no past that it has not', () => {
    const tree = treeOf(3);
    expect(() => tree.inclusionProof(3)).toThrow(RangeError);
    expect(() => tree.inclusionProof(-1)).toThrow(RangeError);
    expect(() => tree.consistencyProof(4)).toThrow(RangeError);
    expect(() => tree.rootOf(4)).toThrow(RangeError);
  });
});

const most = 40;
const trees = Array.from({ length: most + 1 }, (_, size) => treeOf(size));
const treeAt = (size: number) => trees[size] ?? new MerkleTree();

describe('a proof of inclusion', () => {
  it('holds for each leaf of each tree, and for it alone', () => {
    for (let size = 1; size <= most; size += 1)
      for (let leaf = 0; leaf < size; leaf += 1) {
        const { root } = treeAt(size);
        const proof = treeAt(size).inclusionProof(leaf);
        const claim = { hash: leafHash(leafOf(leaf)), leaf, size, root };
        expect(provesInclusion(claim, proof)).toBe(true);
        expect(proof.length).toBeLessThanOrEqual(Math.ceil(Math.log2(size)));
        expect(provesInclusion({ ...claim, hash: leafHash(leafOf(leaf + 1)) }, proof)).toBe(false);
        expect(provesInclusion({ ...claim, leaf: leaf === 0 ? size : leaf - 1 }, proof)).toBe(false);
      }
  });

  it('of an earlier tree comes from a later one too', () => {
    const tree = treeAt(most);
    for (let size = 1; size < most; size += 1)
      expect(tree.inclusionProof(0, size)).toEqual(treeAt(size).inclusionProof(0));
  });

  it('does not hold once a bit of it, or of what it proves, is another', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: most }), fc.nat(), fc.nat(), (size, at, bit) => {
        const leaf = at % size;
        const { root } = treeAt(size);
        const parts = [leafHash(leafOf(leaf)), root, ...treeAt(size).inclusionProof(leaf)];
        const forged = parts.map((part, place) => (place === bit % parts.length ? flipped(part, bit) : part));
        const [hash = root, claimed = root, ...proof] = forged;
        expect(provesInclusion({ hash, leaf, size, root: claimed }, proof)).toBe(false);
      }),
    );
  });

  it('that is too long, too short or none is none', () => {
    const [{ root }, proof] = [treeAt(7), treeAt(7).inclusionProof(3)];
    const claim = { hash: leafHash(leafOf(3)), leaf: 3, size: 7, root };
    for (const wrong of [[], proof.slice(1), proof.slice(0, -1), [...proof, root], [new Uint8Array(0)]])
      expect(provesInclusion(claim, wrong)).toBe(false);
    for (const other of [
      { leaf: -1 },
      { leaf: 0.5 },
      { leaf: Number.NaN },
      { size: 0 },
      { size: 4 },
      { leaf: 7 },
    ])
      expect(provesInclusion({ ...claim, ...other }, proof)).toBe(false);
  });
});

describe('a proof of consistency', () => {
  it('holds for each tree and each before it', () => {
    for (let size = 0; size <= most; size += 1)
      for (let earlier = 0; earlier <= size; earlier += 1) {
        const claim = {
          earlier: { size: earlier, root: treeAt(earlier).root },
          later: { size, root: treeAt(size).root },
        };
        expect(provesConsistency(claim, treeAt(size).consistencyProof(earlier))).toBe(true);
      }
  });

  it('does not hold where a record before was changed, left out or moved', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 2, max: most }),
        fc.nat(),
        fc.constantFrom('changed', 'left out', 'moved'),
        (size, at, how) => {
          const earlier = 2 + (at % (size - 1));
          const kept = Array.from({ length: size }, (_, leaf) => leafOf(leaf));
          const place = at % earlier;
          if (how === 'changed') kept[place] = leafOf(1_000);
          else if (how === 'left out') kept.splice(place, 1);
          else kept.push(...kept.splice(place, 1));
          if (how === 'moved' && place === size - 1) return;
          const rewritten = new MerkleTree();
          for (const leaf of kept) rewritten.append(leaf);
          if (rewritten.size < earlier) return;
          const claim = {
            earlier: { size: earlier, root: treeAt(earlier).root },
            later: { size: rewritten.size, root: rewritten.root },
          };
          expect(provesConsistency(claim, rewritten.consistencyProof(earlier))).toBe(false);
        },
      ),
    );
  });

  it('does not hold once a bit of it, or of what it proves, is another', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: most }), fc.nat(), fc.nat(), (size, at, bit) => {
        const earlier = 1 + (at % (size - 1));
        const parts = [treeAt(earlier).root, treeAt(size).root, ...treeAt(size).consistencyProof(earlier)];
        const forged = parts.map((part, place) => (place === bit % parts.length ? flipped(part, bit) : part));
        const [before = new Uint8Array(), after = new Uint8Array(), ...proof] = forged;
        const claim = { earlier: { size: earlier, root: before }, later: { size, root: after } };
        expect(provesConsistency(claim, proof)).toBe(false);
      }),
    );
  });

  it('of nothing is nothing, and none goes back', () => {
    const [three, five] = [treeAt(3), treeAt(5)];
    const proof = five.consistencyProof(3);
    const claim = { earlier: { size: 3, root: three.root }, later: { size: 5, root: five.root } };
    expect(provesConsistency({ earlier: claim.later, later: claim.earlier }, proof)).toBe(false);
    expect(provesConsistency(claim, [])).toBe(false);
    expect(provesConsistency(claim, [...proof, three.root])).toBe(false);
    expect(provesConsistency({ ...claim, earlier: { size: 0, root: three.root } }, [])).toBe(false);
    expect(provesConsistency({ ...claim, earlier: { size: Number.NaN, root: three.root } }, proof)).toBe(
      false,
    );
  });
});

function flipped(hash: Uint8Array, bit: number): Uint8Array {
  const copy = Uint8Array.from(hash);
  const at = bit % copy.length;
  copy[at] = (copy[at] ?? 0) ^ (1 << (bit % 8));
  return copy;
}

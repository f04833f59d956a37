import type { Alternatives, Condition } from './Condition.js';

/** Most alternatives a conjunction is written out to; more is treated as if it did not follow. */
const alternativeLimit = 512;

/**
 * What an interface demands beyond its implementations. Composition copies up to an interface what its
 * implementations demand together; that is checked on each object, for it alone. The rest is the interface's own.
 */
export function ownDemands(
  ofInterface: readonly Condition[],
  ofImplementations: readonly Condition[],
): readonly Condition[] {
  return ofInterface.filter((condition) => !follows(condition, ofImplementations));
}

/** Whether whoever meets all the given conditions meets this one. */
function follows(condition: Condition, given: readonly Condition[]): boolean {
  if (condition.kind === 'authenticated') return given.some(({ kind }) => kind === 'authenticated');
  const lists = given.flatMap((other) =>
    other.kind === condition.kind && 'anyOf' in other ? [other.anyOf] : [],
  );
  if (lists.length === 0) return false;
  const together = conjunction(lists);
  return together?.every((held) => condition.anyOf.some((all) => isSubset(all, held))) ?? false;
}

function conjunction(lists: readonly Alternatives[]): Alternatives | undefined {
  let together: Alternatives = [[]];
  for (const list of lists) {
    together = smallest(together.flatMap((left) => list.map((right) => [...new Set([...left, ...right])])));
    if (together.length > alternativeLimit) return undefined;
  }
  return together;
}

/** Alternatives that ask for more than another one add nothing. */
function smallest(alternatives: Alternatives): Alternatives {
  const kept: (readonly string[])[] = [];
  for (const candidate of [...alternatives].sort((left, right) => left.length - right.length))
    if (!kept.some((known) => isSubset(known, candidate))) kept.push(candidate);
  return kept;
}

function isSubset(part: readonly string[], whole: readonly string[]): boolean {
  return part.every((name) => whole.includes(name));
}

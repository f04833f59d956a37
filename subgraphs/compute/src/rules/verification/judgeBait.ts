import { type Comparator, type JsonValue, outputsAgree } from '@ai-collective/contracts';

/**
 * What a device's answer to a bait is worth, given the known one. A bait is a task that was settled with `verified`, by devices of
 * other owners, leased once more like any task: the device cannot tell it. A finding like any other: it counts for trust,
 * standing and quota, and an INVALID one is a catch.
 */
export function judgeBait(known: JsonValue, answer: JsonValue, comparator: Comparator): 'VALID' | 'INVALID' {
  return outputsAgree(known, answer, comparator) ? 'VALID' : 'INVALID';
}

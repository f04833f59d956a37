/** Why nobody votes for a member who did not: they asked nobody, nobody they led to voted, they led in a circle, or too far. */
export type UnrepresentedReason = 'NO_DELEGATE' | 'DEAD_END' | 'CYCLE' | 'TOO_FAR';

/** What became of a member's vote. */
export type VoteCourse =
  /** They voted themselves. */
  | { readonly type: 'DIRECT' }
  /** `by` votes for them, as the last of those on the way. */
  | { readonly type: 'CARRIED'; readonly by: string; readonly path: readonly string[] }
  | { readonly type: 'UNREPRESENTED'; readonly reason: UnrepresentedReason };

/** A vote in which members may vote for others. */
export interface CarriedVote {
  /** The roll: what each member's vote weighs. */
  readonly weights: ReadonlyMap<string, number>;
  /** Whom each lets vote in their place, where they do. */
  readonly delegates: ReadonlyMap<string, string>;
  /** Who voted themselves. */
  readonly voted: ReadonlySet<string>;
  /** Most that anybody carries for others, as a share of the roll's weight, in hundredths of a percent. */
  readonly mostCarriedShare: number;
}

/** What those who voted weigh with those they vote for, and what became of each member's vote. */
export interface CarriedWeights {
  readonly weights: ReadonlyMap<string, number>;
  readonly courses: ReadonlyMap<string, VoteCourse>;
  /** What was given to somebody beyond what they may carry, by who it was given to. */
  readonly beyondLimit: ReadonlyMap<string, number>;
}

/** Delegations lead over so many others at most. */
export const longestPath = 8;

/**
 * Follows delegations to the first who voted: a vote of one's own always counts, wherever it would have been carried, and counts for
 * all who would have been carried by it. Of what somebody is given, so much counts as one person may carry; nobody's vote in
 * particular is left out. Delegations of those not on the roll lead nowhere.
 */
export function carriedVotes({ weights, delegates, voted, mostCarriedShare }: CarriedVote): CarriedWeights {
  const total = [...weights.values()].reduce((sum, weight) => sum + weight, 0);
  const limit = Number((BigInt(total) * BigInt(mostCarriedShare)) / 10_000n);
  const given = new Map<string, number>();
  const courses = new Map<string, VoteCourse>();
  for (const [member, weight] of weights) {
    const course = courseOf(member, { weights, delegates, voted });
    courses.set(member, course);
    if (course.type === 'CARRIED') given.set(course.by, (given.get(course.by) ?? 0) + weight);
  }
  const voters = [...weights].filter(([member]) => voted.has(member));
  return {
    weights: new Map(voters.map(([member, own]) => [member, own + Math.min(limit, given.get(member) ?? 0)])),
    courses,
    beyondLimit: new Map([...given].flatMap(([by, sum]) => (sum > limit ? [[by, sum - limit]] : []))),
  };
}

/** What becomes of a member's vote. */
export function courseOf(
  member: string,
  { weights, delegates, voted }: Pick<CarriedVote, 'weights' | 'delegates' | 'voted'>,
): VoteCourse {
  if (voted.has(member)) return { type: 'DIRECT' };
  const path: string[] = [];
  const passed = new Set([member]);
  for (let next = delegates.get(member); ; next = delegates.get(next)) {
    if (next === undefined || !weights.has(next))
      return { type: 'UNREPRESENTED', reason: path.length === 0 ? 'NO_DELEGATE' : 'DEAD_END' };
    if (passed.has(next)) return { type: 'UNREPRESENTED', reason: 'CYCLE' };
    if (path.length === longestPath) return { type: 'UNREPRESENTED', reason: 'TOO_FAR' };
    passed.add(next);
    path.push(next);
    if (voted.has(next)) return { type: 'CARRIED', by: next, path };
  }
}

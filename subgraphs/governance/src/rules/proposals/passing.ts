/** What members said of a proposal, by weight: whole numbers below 2^53 in all. */
export interface ProposalTally {
  readonly for: number;
  readonly against: number;
  readonly abstain: number;
}

/** What it takes to pass, frozen when voting starts. Shares are in hundredths of a percent (10,000 is all). */
export interface PassingRules {
  /** The weight that shares are of: the whole roll, or members who were active lately. */
  readonly base: number;
  /** For and abstain together have to be so much of the base at least. */
  readonly quorumShare: number;
  /** For has to be more than so much of for and against: 5,000 is a simple majority. */
  readonly majorityShare: number;
  /** Lazy consensus: it passes, whoever voted, unless against is so much of the base. Otherwise null. */
  readonly objectionShare: number | null;
}

/** Whether a proposal passes as it stands, and what of it is reached. */
export interface PassingVerdict {
  readonly passes: boolean;
  /** What for and abstain weigh, and have to weigh. Of lazy consensus nothing is needed. */
  readonly quorum: { readonly reached: number; readonly needed: number };
}

const all = 10_000n;

/**
 * Whether a tally passes: enough took part, and more were for it. A tie keeps things as they are. Whole numbers alone, so that everybody
 * comes to the same.
 */
export function passingVerdict(tally: ProposalTally, rules: PassingRules): PassingVerdict {
  const { base, quorumShare, majorityShare, objectionShare } = rules;
  const reached = tally.for + tally.abstain;
  if (objectionShare !== null) {
    const passes = tally.against < atLeast(objectionShare, base);
    return { passes, quorum: { reached, needed: 0 } };
  }
  const needed = atLeast(quorumShare, base);
  const majority =
    all * BigInt(tally.for) > BigInt(majorityShare) * (BigInt(tally.for) + BigInt(tally.against));
  return { passes: reached >= needed && majority, quorum: { reached, needed } };
}

/**
 * How it will end whatever those who have not voted do; null while that is open. Holds where nobody can take a ballot back.
 * @param left the weight of those who have not voted
 */
export function decidedEarly(
  tally: ProposalTally,
  rules: PassingRules,
  left: number,
): 'PASSES' | 'FAILS' | null {
  if (passingVerdict({ ...tally, against: tally.against + left }, rules).passes) return 'PASSES';
  if (!passingVerdict({ ...tally, for: tally.for + left }, rules).passes) return 'FAILS';
  return null;
}

/** The least weight that is such a share of another, at least. */
function atLeast(share: number, base: number): number {
  return Number((BigInt(share) * BigInt(base) + all - 1n) / all);
}

import { type Comparator, type JsonValue, outputsAgree } from '@ai-collective/contracts';
import { trustLevels, type TrustLevel } from './deviceTrust.js';

/** A result a device reported for a task. */
export interface ReportedResult {
  readonly attemptId: string;
  readonly deviceId: string;
  /** Of one owner, only the result with the first attempt id counts. */
  readonly ownerId: string;
  /** How far the device is trusted with the model version, now. */
  readonly level: TrustLevel;
  /** See outputDigest: equal ones agree and are not compared. */
  readonly digest: string | null;
  /**
   * The output; needed only where digests differ under TOLERANCE. Without it a result agrees with results of its digest alone, so an
   * output that is a blob has to be read first.
   */
  readonly json?: JsonValue | undefined;
}

/** Results that agree with one of them. Agreeing with it, they need not agree with each other. */
export interface Agreement {
  readonly canonical: ReportedResult;
  readonly members: readonly ReportedResult[];
  /** Whether other results, which do not agree with the canonical one, have as many that agree with them. */
  readonly contested: boolean;
}

/**
 * The largest group of results that agree with one result, which is the canonical one. Of several such groups it is that
 * whose canonical result comes from the most trusted device, and then that of the first attempt id: it does not matter in
 * which order results are given. Null without results.
 */
export function largestAgreement(
  results: readonly ReportedResult[],
  comparator: Comparator,
): Agreement | null {
  const [only] = results;
  if (only === undefined) return null;
  if (results.length === 1) return { canonical: only, members: results, contested: false };
  const groups = results
    .map((canonical) => ({
      canonical,
      members: results.filter((result) => resultsAgree(canonical, result, comparator)),
    }))
    .sort((left, right) => right.members.length - left.members.length || byPrecedence(left, right));
  const [best] = groups;
  if (best === undefined) return null;
  const contested = groups.some(
    ({ canonical, members }) => members.length === best.members.length && !best.members.includes(canonical),
  );
  return { ...best, contested };
}

/** Whether two results agree, without comparing what has the same digest. A result agrees with itself. */
export function resultsAgree(left: ReportedResult, right: ReportedResult, comparator: Comparator): boolean {
  if (left === right || (left.digest !== null && left.digest === right.digest)) return true;
  // Exact outputs of different digests differ, if both have one.
  if (comparator.type === 'EXACT' && left.digest !== null && right.digest !== null) return false;
  if (left.json === undefined || right.json === undefined) return false;
  return outputsAgree(left.json, right.json, comparator);
}

type Group = Pick<Agreement, 'canonical'>;

function byPrecedence({ canonical: left }: Group, { canonical: right }: Group): number {
  const byTrust = trustLevels.indexOf(right.level) - trustLevels.indexOf(left.level);
  if (byTrust !== 0) return byTrust;
  return left.attemptId < right.attemptId ? -1 : 1;
}

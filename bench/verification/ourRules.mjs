import {
  auditOutcome,
  defaultVerificationPolicy as policy,
  judge,
  noTrust,
  retroAudit,
  standingAfter,
  trustAfter,
  trustLevel,
  unknownStanding,
  verificationPlan,
} from '@ai-collective/compute/verification';

const comparator = { type: 'EXACT' };
const modelVersionId = 'model';
/** Verified tasks that are kept to be baits. */
const baitsKept = 1_000;

/**
 * The rules of subgraphs/compute, asked as settling asks them. No device is vouched for. A check is drawn when a result is reported, and
 * a bait when a task is leased. There is one model version, and outputs are compared by their digests.
 */
export function ourRules(options) {
  return rulesWith({ ...options, auditAllOfSuspended: true });
}

/** The same, but the audit of a suspended device's results ends at its last passed check, as any other does. */
export function ourRulesWithShortAudits(options) {
  return rulesWith({ ...options, auditAllOfSuspended: false });
}

function rulesWith({ random, reopen, auditAllOfSuspended }) {
  const records = new Map();
  const baits = [];
  /** Attempt ids are numbers of one length, so that they sort as they were made. */
  let clock = 1e8;

  const recordOf = (host) => {
    let record = records.get(host);
    if (record === undefined) {
      record = { trust: noTrust, standing: unknownStanding, accepted: [] };
      records.set(host, record);
    }
    return record;
  };
  const isSuspended = (host) => recordOf(host).standing.state === 'SUSPENDED';
  const backingOf = (host) => ({ vouched: false, suspended: isSuspended(host) });
  const levelOf = (host) => trustLevel(recordOf(host).trust, backingOf(host), policy);
  const planFor = (host, draws) => {
    const { consecutiveValid, lastPassedAt } = recordOf(host).trust;
    const device = { consecutiveValid, lastPassedAt, vouched: false, suspended: isSuspended(host) };
    return verificationPlan(device, draws, policy);
  };

  /** A new attempt, in the shape that `judge` wants. */
  const attemptOf = (host, answer) => {
    clock += 1;
    const attemptId = String(clock);
    const level = levelOf(host);
    return {
      attemptId,
      deviceId: host.id,
      ownerId: host.id,
      level,
      digest: String(answer),
      host,
      answer,
      at: clock,
    };
  };

  const isVerified = (task, host) =>
    task.audited !== null || task.valid.some((one) => one.host !== host && !isSuspended(one.host));
  const auditAfterCatch = (host) => {
    const { trust, accepted } = recordOf(host);
    const suspended = isSuspended(host);
    const caught = {
      deviceId: host.id,
      suspended: suspended && auditAllOfSuspended,
      lastPassedAt: new Map([[modelVersionId, trust.lastPassedAt]]),
    };
    const list = accepted.map(({ task, attempt }) => ({
      attemptId: attempt.attemptId,
      taskId: task.id,
      deviceId: host.id,
      modelVersionId,
      reportedAt: attempt.at,
      verified: isVerified(task, host),
      task,
      attempt,
    }));
    for (const { task, attempt } of retroAudit(caught, list)) {
      task.audited = attempt;
      task.quorum = suspended ? 1 : policy.quorum;
      task.underWay = 1;
      reopen(task);
    }
  };

  const found = ({ host, attemptId, at }, outcome) => {
    const record = recordOf(host);
    record.trust = trustAfter(record.trust, { outcome, reportedAt: at });
    record.standing = standingAfter(record.standing, { attemptId, outcome, by: 'CATCH' }, policy);
    if (outcome === 'INVALID') auditAfterCatch(host);
  };
  const audited = (task, verdict) => {
    const accepted = task.audited;
    task.audited = null;
    const { type } = auditOutcome({ accepted, results: task.attempts, comparator }, verdict);
    if (type === 'UNDECIDED') return;
    const judged = {
      attemptId: accepted.attemptId,
      outcome: type === 'CONFIRMED' ? 'VALID' : 'INVALID',
      by: 'AUDIT',
    };
    const record = recordOf(accepted.host);
    record.standing = standingAfter(record.standing, judged, policy);
  };

  const settle = (task, verdict) => {
    const old = task.audited;
    if (old !== null) audited(task, verdict);
    if (verdict.type === 'FAIL') return;
    const attempt = (id) => task.attempts.find(({ attemptId }) => attemptId === id);
    const [valid, invalid] = [verdict.valid.map(attempt), verdict.invalid.map(attempt)];
    task.answer = attempt(verdict.canonical).answer;
    task.valid = valid;
    for (const one of valid) if (one !== old) recordOf(one.host).accepted.push({ task, attempt: one });
    if (!verdict.verified) return;
    baits[baits.length < baitsKept ? baits.length : Math.floor(random() * baitsKept)] = task;
    for (const one of valid) if (one !== old) found(one, 'VALID');
    for (const one of invalid) if (one !== old) found(one, 'INVALID');
  };

  return {
    mayWork: (host) => !isSuspended(host),
    trusts: (host) => levelOf(host) === 'TRUSTED',
    leased: () => 0,
    reported(task, host, answer) {
      task.audited ??= null;
      task.attempts ??= [];
      task.attempts.push(attemptOf(host, answer));
      task.underWay = (task.underWay ?? 1) - 1;
      task.quorum = Math.max(task.quorum ?? 1, planFor(host, { check: random(), bait: 1 }).quorum);
      for (const attempt of task.attempts) attempt.level = levelOf(attempt.host);
      const { attempts: results, quorum, underWay } = task;
      const verdict = judge(
        { results, quorum, underWay, errors: 0, countedErrors: 0, lost: 0 },
        comparator,
        policy,
      );
      if (verdict.type !== 'WAIT') {
        settle(task, verdict);
        return 0;
      }
      task.underWay += verdict.launch;
      return verdict.launch;
    },
    bait(host) {
      if (!planFor(host, { check: 1, bait: random() }).bait || baits.length === 0) return null;
      const task = baits[Math.floor(random() * baits.length)];
      return task.hosts.includes(host) ? null : task;
    },
    baitReported: (host, task, answer) =>
      found(attemptOf(host, answer), answer === task.answer ? 'VALID' : 'INVALID'),
  };
}

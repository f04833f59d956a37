/**
 * BOINC's adaptive replication, written from what its functions do (github.com/BOINC/boinc, sched/):
 * - sched_send.cpp `set_trust`: a host is trusted for a request when consecutive_valid is at least CONS_VALID_UNREPLICATED (10) and a
 *   random number is above 1/consecutive_valid. Here a request is one job.
 * - sched_send.cpp `add_result_to_reply`: a job with one instance that goes to a host that is not trusted is made one with
 *   target_nresults and min_quorum of the application, 2 each.
 * - validate_util2.cpp `check_set`: once there are min_quorum results, the first that min_quorum/2+1 of them match, itself included, is
 *   canonical; what matches it is valid, all else invalid.
 * - validator.cpp `handle_wu`: without a canonical result one instance more, and an error beyond max_success_results (6, as
 *   create_work sets it); results that come later are compared with the canonical one (`check_pair`).
 * - validator.cpp `is_valid`: consecutive_valid grows by one where the job was replicated; `is_invalid`: it becomes 0.
 * No host is ever suspended, and nothing that was accepted is looked at again. One result of a user in a job is an option that
 * is taken to be on.
 */
const consValidUnreplicated = 10;
const appTargetResults = 2;
const maxSuccessResults = 6;

export function boincRules({ random, adaptive = true }) {
  const consecutiveValid = new Map();
  const valid = (host) => consecutiveValid.get(host) ?? 0;
  const judged = (task, { host, answer }) => {
    if (answer !== task.answer) consecutiveValid.set(host, 0);
    else if (task.quorum > 1) consecutiveValid.set(host, valid(host) + 1);
  };
  const setTrust = (host) => adaptive && valid(host) >= consValidUnreplicated && random() > 1 / valid(host);

  return {
    mayWork: () => true,
    trusts: (host) => valid(host) >= consValidUnreplicated,
    leased(task, host) {
      if (task.quorum !== undefined) return 0;
      task.quorum = setTrust(host) ? 1 : appTargetResults;
      task.target = task.quorum;
      task.results = [];
      return task.target - 1;
    },
    reported(task, host, answer) {
      const result = { host, answer };
      task.results.push(result);
      if (task.answer !== null) {
        judged(task, result);
        return 0;
      }
      if (task.results.length < task.quorum) return 0;
      const needed = Math.floor(task.quorum / 2) + 1;
      const matching = ({ answer: own }) => task.results.filter((other) => other.answer === own).length;
      const canonical = task.results.find((one) => matching(one) >= needed);
      if (canonical !== undefined) {
        task.answer = canonical.answer;
        for (const one of task.results) judged(task, one);
        return 0;
      }
      if (task.results.length > maxSuccessResults || task.results.length < task.target) return 0;
      task.target += 1;
      return 1;
    },
  };
}

/** Every task twice, and once more while results differ. */
export function quorumOfTwo(options) {
  return boincRules({ ...options, adaptive: false });
}

import { right } from './population.mjs';
import { shuffle } from './seededRandom.mjs';

/**
 * Runs a job of `tasks` tasks on hosts, under a contender's rules. Time goes in rounds: in each, every host that may work takes one
 * run, of a task that wants another if there is one it never had, else of a new task; then all report, in random order. A run takes as
 * long as any other and always gives a result: lost leases and errors cost all contenders the same. A host has a task once.
 *
 * A contender is made with `random` and `reopen(task)`, which gives an accepted task back to be run once more. It has
 * `mayWork(host)`; `trusts(host)`; `leased(task, host)` and `reported(task, host, answer)`, which return how many runs more the task wants now;
 * and perhaps `bait(host)`, a task to give it besides, with `baitReported(host, task, answer)`. It writes a task's `answer` when it
 * accepts one. A task that is never accepted counts as neither right nor wrong.
 */
export function simulate({ makeContender, hosts, tasks, random }) {
  const queue = [];
  const want = (task, runs) => {
    for (let n = 0; n < runs; n += 1) queue.push(task);
  };
  const contender = makeContender({ random, reopen: (task) => want(task, 1) });
  const all = [];
  let runs = 0;
  const take = (host) => {
    const place = queue.findIndex((task) => !task.hosts.includes(host));
    if (place >= 0) return queue.splice(place, 1)[0];
    if (all.length >= tasks) return null;
    const task = { id: all.length, hosts: [], answer: null, first: null };
    all.push(task);
    return task;
  };
  const round = () => {
    const leases = [];
    for (const host of shuffle([...hosts], random)) {
      if (!contender.mayWork(host)) continue;
      const task = take(host);
      if (task === null) continue;
      task.hosts.push(host);
      leases.push({ host, task, bait: null });
      want(task, contender.leased(task, host));
      const bait = contender.bait?.(host) ?? null;
      if (bait !== null) leases.push({ host, task: bait, bait: true });
    }
    for (const { host, task, bait } of shuffle(leases, random)) {
      runs += 1;
      const answer = host.answer(task, contender.trusts(host));
      if (bait) contender.baitReported(host, task, answer);
      else want(task, contender.reported(task, host, answer));
      task.first ??= task.answer;
    }
    return leases.length > 0;
  };
  while (round());
  return outcome(all, runs, { hosts, contender });
}

function outcome(all, runs, { hosts, contender }) {
  const share = (count) => count / all.length;
  const suspended = hosts.filter((host) => !contender.mayWork(host));
  return {
    runs: share(runs),
    wrongFirst: share(all.filter(({ first }) => first !== null && first !== right).length),
    wrong: share(all.filter(({ answer }) => answer !== null && answer !== right).length),
    failed: share(all.filter(({ answer }) => answer === null).length),
    suspendedBad: suspended.filter(({ kind }) => kind !== 'honest').length,
    suspendedHonest: suspended.filter(({ kind }) => kind === 'honest').length,
  };
}

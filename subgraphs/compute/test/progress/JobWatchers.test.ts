import { describe, expect, it } from 'vitest';
import type { Job } from '../../src/entities/Job.js';
import { JobWatchers } from '../../src/progress/JobWatchers.js';

const forEver = 1_000_000;

describe('JobWatchers', () => {
  it('wakes those who watch a job, and no others', async () => {
    const watchers = new JobWatchers();
    const [one, two] = [watchers.watch('job_1'), watchers.watch('job_2')];
    const woken: string[] = [];
    const waits = [
      one.news(forEver).then(() => woken.push('one')),
      two.news(forEver).then(() => woken.push('two')),
    ];
    watchers.heard(':job_0,job_1');
    await waits[0];
    expect(woken).toEqual(['one']);
    two.stop();
    await waits[1];
  });

  it('remembers news that came while nobody waited', async () => {
    const watchers = new JobWatchers();
    const watcher = watchers.watch('job_1');
    watchers.heard(':job_1');
    await watcher.news(forEver);
    const again = watcher.news(20).then(() => 'time over');
    expect(await again).toBe('time over');
  });

  it('wakes everybody after notifications may have been missed', async () => {
    const watchers = new JobWatchers();
    const waits = ['job_1', 'job_2'].map((id) => watchers.watch(id).news(forEver));
    watchers.heard('');
    await Promise.all(waits);
  });

  it('ends every wait when it is closed, also later ones', async () => {
    const watchers = new JobWatchers();
    const watcher = watchers.watch('job_1');
    const wait = watcher.news(forEver);
    watchers.close();
    await wait;
    expect(watcher.ended).toBe(true);
    await watchers.watch('job_2').news(forEver);
  });

  it('tells those who want it how the job ended, and spares them what was settled here on the way', async () => {
    const watchers = new JobWatchers();
    const [one, other] = [watchers.watch('job_1', { wantsOutcome: true }), watchers.watch('job_1')];
    expect([watchers.wantsOutcome('job_1'), watchers.wantsOutcome('job_2')]).toEqual([true, false]);
    watchers.heard(`${watchers.replica}:job_1`);
    await other.news(forEver);
    const quiet = new Promise((resolve) => setTimeout(resolve, 20, 'quiet'));
    const told = one.news(forEver);
    expect(await Promise.race([told, quiet])).toBe('quiet');
    const outcome = { job: { id: 'job_1' } as Job, task: null, attempts: [] };
    watchers.tellOutcome(outcome);
    await told;
    expect([one.outcome, other.outcome]).toEqual([outcome, undefined]);
  });

  it('wakes those who want the outcome when another replica settled something', async () => {
    const watchers = new JobWatchers();
    const watcher = watchers.watch('job_1', { wantsOutcome: true });
    watchers.heard('another:job_1');
    await watcher.news(forEver);
  });

  it('forgets those who stopped', () => {
    const watchers = new JobWatchers();
    const watcher = watchers.watch('job_1');
    watcher.stop();
    watcher.stop();
    expect(watchers.size).toBe(0);
  });

  it('refuses more than 10,000 at once', () => {
    const watchers = new JobWatchers();
    for (let count = 0; count < 10_000; count++) watchers.watch(`job_${count % 7}`);
    expect(() => watchers.watch('job_1')).toThrow(expect.objectContaining({ code: 'SERVER_BUSY' }) as Error);
  });
});

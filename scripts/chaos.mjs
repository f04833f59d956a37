// Has as many tasks come through as one likes while processes are killed at random, rather than as few as a run of all tests can
// wait for, and checks that each is settled and paid once:
//   npm run test:chaos [-- --tasks 10000] [--seed 1]
import { spawnSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const { values } = parseArgs({
  options: {
    tasks: { type: 'string', default: '10000' },
    seed: { type: 'string', default: '1' },
  },
});

const vitest = join(root, 'node_modules/vitest/vitest.mjs');
const { status } = spawnSync(
  process.execPath,
  [vitest, 'run', '--project', 'system', '--disableConsoleIntercept', 'test/resilience/chaos'],
  {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, CHAOS_TASKS: values.tasks, CHAOS_SEED: values.seed },
  },
);
process.exitCode = status ?? 1;

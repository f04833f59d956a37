// Governance at work in the whole system: ballots, effects, and the log.
import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { LocalSystem } from '@ai-collective/local';
import { ask } from '../dispatch/ask.mjs';
import { measureLog } from './log.mjs';
import { signInMembers } from './members.mjs';
import { measureBallots, measureEffects } from './votes.mjs';

const root = path.resolve(import.meta.dirname, '../..');
const together = 64;

/** @returns ballots a second, milliseconds to effects, records a second, and milliseconds to proofs */
export async function measureService({ quick, say }) {
  const dataFolder = await mkdtemp(path.join(tmpdir(), 'aic-bench-'));
  await chmod(dataFolder, 0o755);
  const system = await LocalSystem.prepare({ root, dataFolder, port: 17_400, logLevel: 'warn', onStep: say });
  try {
    await system.start();
    const { connection } = system;
    // First, while nobody else writes to the same disk.
    const log = await measureLog(await databaseUrl(system, dataFolder), { quick, say });
    await endTimeLock(connection);
    const few = await signInMembers(connection, 3, say);
    const effects = await measureEffects(few, { changes: quick ? 4 : 50, say });
    const others = await signInMembers(connection, quick ? 200 : 3_000, say);
    const voters = [...few, ...others];
    // The first vote warms up what the second is measured in.
    await measureBallots(voters, { together, say });
    const ballots = await measureBallots(voters, { together, say });
    return { effects, ballots, ...log };
  } finally {
    await system.stop();
    await rm(dataFolder, { recursive: true, force: true });
  }
}

/** What is voted takes effect at once. */
function endTimeLock(connection) {
  const changes = [{ name: 'voting.timeLockMinutes', value: 0 }];
  return ask(
    connection,
    'mutation ($input: SetPolicyParametersInput!) { setPolicyParameters(input: $input) { version } }',
    { input: { baseVersion: 0, changes } },
  );
}

async function databaseUrl(system, dataFolder) {
  const { servicePassword } = JSON.parse(await readFile(path.join(dataFolder, 'secrets.json'), 'utf8'));
  return `postgresql://aic_governance:${servicePassword}@127.0.0.1:${system.ports.postgres}/postgres`;
}

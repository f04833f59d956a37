import { join } from 'node:path';
import { acquireLock } from './acquireLock.mjs';
import { databaseBinariesStep } from './databaseBinaries.mjs';
import { dependenciesStep } from './dependencies.mjs';
import { trimOutput } from './explainFailure.mjs';
import { kafkaClientStep } from './kafkaClient.mjs';
import { startProgress } from './progress.mjs';
import { stopCommands } from './runCommand.mjs';
import { SetupError } from './SetupError.mjs';
import { typeScriptBuildStep } from './typeScriptBuild.mjs';
import { webBuildStep } from './webBuild.mjs';

/**
 * @typedef {object} Step one thing a clone needs
 * @property {string} title
 * @property {() => boolean} isDone quick, and without side effects that matter
 * @property {() => Promise<unknown>} run
 */

/** Every step, in the order they depend on each other. A new one is a file and a line here. */
const steps = [dependenciesStep, kafkaClientStep, databaseBinariesStep, typeScriptBuildStep, webBuildStep];

const lockTimeoutMs = 45 * 60_000;

/**
 * Does what is missing under `root`; returns the exit code: 0 done, 1 failed (the reason is on stderr).
 * @param {string} root
 * @returns {Promise<number>}
 */
export async function setUp(root) {
  let release = () => {};
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM'])) {
    process.once(signal, () => {
      stopCommands();
      release();
      process.exit(signal === 'SIGINT' ? 130 : 143);
    });
  }
  try {
    const all = steps.map((step) => step(root));
    if (all.every((step) => step.isDone())) return 0;
    release = await acquireLock(join(root, '.cache/setup.lock'), {
      timeoutMs: lockTimeoutMs,
      onWait: sayWaiting,
    });
    await doWhatIsMissing(all);
    return 0;
  } catch (error) {
    report(error);
    return 1;
  } finally {
    release();
  }
}

/**
 * Asks each step again, one after the other: the setup we waited for, or the step before, may have done it.
 * @param {readonly Step[]} all
 */
async function doWhatIsMissing(all) {
  for (const step of all) {
    if (step.isDone()) continue;
    const progress = startProgress(process.stderr, step.title);
    try {
      await step.run();
      progress.settle(true);
    } catch (error) {
      progress.settle(false);
      throw error;
    }
  }
}

/** @param {number | null} pid */
function sayWaiting(pid) {
  process.stderr.write(`Another setup is running (process ${pid ?? 'unknown'}); waiting for it.\n`);
}

/** @param {unknown} error */
function report(error) {
  if (!(error instanceof SetupError)) {
    process.stderr.write(
      `\nSetup failed: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`,
    );
    return;
  }
  const output = trimOutput(error.output);
  process.stderr.write(
    `${output === '' ? '' : `\n${output}\n`}\nSetup failed: ${error.message}.\n${error.advice}\n`,
  );
}

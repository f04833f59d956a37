import { fork } from 'node:child_process';
import type { Logger } from 'pino';
import { cpu } from '../rules/suitability.js';
import { type ProbeMessage, probeMessageSchema } from './probeMessages.js';

export interface ProbeOptions {
  /** The compiled entry of a probe. */
  readonly entry: URL;
  /** Providers the owner allows; null: all. */
  readonly allowed: readonly string[] | null;
  /** What graphics drivers look for in the environment. */
  readonly environment: Readonly<Record<string, string>>;
  /** Longest time of a probe, milliseconds. */
  readonly limitMs: number;
  /** Ends the probes. */
  readonly signal: AbortSignal;
  readonly log: Logger;
}

/** An execution provider that ONNX Runtime was built for, and why it cannot be used on this device; null when it can. */
export interface FoundProvider {
  readonly name: string;
  readonly absent: string | null;
}

/** Finds out which execution providers this device has, by computing with each, one after the other. Never throws: cpu is always there. */
export async function findProviders(options: ProbeOptions): Promise<readonly FoundProvider[]> {
  const found: FoundProvider[] = [{ name: cpu, absent: null }];
  const answer = await probe(options, []);
  if (typeof answer === 'string' || !('built' in answer)) return found;
  for (const name of answer.built.filter((built) => built !== cpu))
    if (!options.signal.aborted) found.push({ name, absent: await whyAbsent(options, name) });
  options.log.info({ providers: found }, 'execution providers');
  return found;
}

async function whyAbsent(options: ProbeOptions, name: string): Promise<string | null> {
  if (options.allowed?.includes(name) === false) return 'not allowed by the owner';
  const answer = await probe(options, [name]);
  if (typeof answer === 'string') return answer;
  return 'absent' in answer ? answer.absent : 'the probe answered something else';
}

/** What a probe says; in words, why it said nothing. */
function probe(
  { entry, environment, limitMs, signal }: ProbeOptions,
  args: readonly string[],
): Promise<ProbeMessage | string> {
  return new Promise((resolve) => {
    const child = fork(entry, [...args], {
      execArgv: [],
      env: environment,
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
      timeout: limitMs,
      signal,
      killSignal: 'SIGKILL',
    });
    const started = performance.now();
    child.once('message', (raw) => {
      const message = probeMessageSchema.safeParse(raw);
      resolve(message.success ? message.data : 'the probe answered something else');
      child.kill('SIGKILL');
    });
    child.on('error', (error) => resolve(`the probe did not start: ${error.message}`));
    child.once('exit', (code, endedBy) => {
      const isLate = performance.now() - started >= limitMs;
      resolve(
        isLate
          ? `no answer within ${limitMs} ms`
          : `the probe ended (${endedBy ?? `exit code ${code ?? 'unknown'}`})`,
      );
    });
  });
}

import type { Config } from '../config.js';
import type { LeaveWish } from '../join/agentCommand.js';
import { departureText } from '../rules/departureText.js';
import { askRunningAgent } from './askRunningAgent.js';
import { LeaveError } from './LeaveError.js';
import { leaveFleet } from './leaveFleet.js';

interface LeaveRun {
  readonly config: Pick<Config, 'dataDir' | 'gatewayUrl'>;
  readonly wish: LeaveWish;
  readonly signal: AbortSignal;
  readonly say: (text: string) => void;
  /** Asks whoever sits there; null when nobody does. */
  readonly ask: ((question: string) => Promise<string>) | null;
}

const interruptedCode = 130;

/** Runs `aic-agent leave`. Answers the exit code: 0 left, 1 not, 2 not sure, 130 interrupted. */
export async function runLeave({ config, wish, signal, say, ask }: LeaveRun): Promise<number> {
  const { dataDir, gatewayUrl } = config;
  const { terms, sure } = wish;
  try {
    if (!sure && !(await isSure(ask))) {
      say('This machine did not leave. Where nobody can be asked, add --yes. [CONFIRMATION_REQUIRED]\n');
      return 2;
    }
    const byAgent = await askRunningAgent(dataDir, terms);
    say(`${byAgent ?? departureText(await leaveFleet({ dataDir, terms, gatewayUrl, signal }))}\n`);
    return 0;
  } catch (error) {
    if (signal.aborted) return interruptedCode;
    if (!(error instanceof LeaveError)) throw error;
    say(`This machine did not leave: ${error.message} [${error.code}]\n`);
    return 1;
  }
}

async function isSure(ask: LeaveRun['ask']): Promise<boolean> {
  const answer = await ask?.(
    'Take this device out of its fleet for good, and remove its key and cached models? [y/N] ',
  );
  return /^y(es)?$/i.test(answer?.trim() ?? '');
}

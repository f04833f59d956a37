import type { Config } from '../config.js';
import { DeviceKey } from '../identity/DeviceKey.js';
import { readEnrolment, type Enrolment } from '../identity/keptEnrolment.js';
import type { JoinWish } from './agentCommand.js';
import { JoinError } from './JoinError.js';
import { joinFleet } from './joinFleet.js';
import type { PendingJoin } from './pendingJoin.js';

interface JoinRun {
  readonly config: Pick<Config, 'dataDir' | 'deviceName' | 'fleetId' | 'dispatcherUrl'>;
  readonly wish: JoinWish;
  readonly signal: AbortSignal;
  readonly say: (text: string) => void;
}

const interruptedCode = 130;

/** Runs `aic-agent join`. Answers the exit code: 0 joined, 1 not, 130 interrupted. */
export async function runJoin(run: JoinRun): Promise<number> {
  const { config, wish, signal, say } = run;
  try {
    const kept = await alreadyJoined(config.dataDir);
    if (kept !== null && !wish.again) {
      say(
        `This machine is ${kept.deviceId} of the fleet ${kept.fleetId} already. To join anew, add --again.\n`,
      );
      return 0;
    }
    const enrolment = await joinFleet({
      gatewayUrl: wish.gatewayUrl,
      fleetId: wish.fleetId ?? config.fleetId,
      name: wish.name ?? config.deviceName,
      dispatcherUrl: wish.dispatcherUrl ?? config.dispatcherUrl,
      dataDir: config.dataDir,
      signal,
      onCode: (pending) => say(invitationTo(pending)),
    });
    say(nextStep(enrolment));
    return 0;
  } catch (error) {
    if (!(error instanceof JoinError)) throw error;
    if (error.code !== 'INTERRUPTED') say(`\nThis machine did not join: ${error.message} [${error.code}]\n`);
    else say('\nInterrupted. Run it again while the code is good to go on with it.\n');
    return error.code === 'INTERRUPTED' ? interruptedCode : 1;
  }
}

async function alreadyJoined(dataDir: string): Promise<Enrolment | null> {
  const { publicKey } = await DeviceKey.open(dataDir);
  return readEnrolment(dataDir, publicKey);
}

function invitationTo({ page, pageWithCode, userCode, expiresAt }: PendingJoin): string {
  const minutes = Math.max(1, Math.round((Date.parse(expiresAt) - Date.now()) / 60_000));
  return [
    '',
    'To let this machine join, open',
    `  ${page}`,
    'and enter the code',
    `  ${userCode}`,
    'or open this address, which holds the code:',
    `  ${pageWithCode}`,
    '',
    `Waiting for the approval, ${minutes} min at most. Ctrl-C ends it.`,
    '',
  ].join('\n');
}

function nextStep({ deviceId, fleetId, dispatcherUrl }: Enrolment): string {
  const start =
    dispatcherUrl === undefined
      ? 'The gateway did not say where devices connect: set DISPATCHER_URL, then start it with'
      : 'Start it with';
  return `\nThis machine joined the fleet ${fleetId} as ${deviceId}. ${start}: aic-agent\n`;
}

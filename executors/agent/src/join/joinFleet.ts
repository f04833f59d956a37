import { setTimeout as delay } from 'node:timers/promises';
import { DeviceKey } from '../identity/DeviceKey.js';
import { keepEnrolment, type Enrolment } from '../identity/keptEnrolment.js';
import { askToJoin } from './askToJoin.js';
import { awaitApproval, type Waiting } from './awaitApproval.js';
import { JoinError } from './JoinError.js';
import {
  forgetPendingJoin,
  keepPendingJoin,
  readPendingJoin,
  type JoinTerms,
  type PendingJoin,
} from './pendingJoin.js';

export interface JoinSettings {
  readonly gatewayUrl: string;
  readonly fleetId: string | null;
  readonly name: string;
  /** Where to connect, whatever the gateway says; null: what it says. */
  readonly dispatcherUrl: string | null;
  readonly dataDir: string;
  /** Ends the waiting when aborted. */
  readonly signal: AbortSignal;
  /** Told what to show to whoever shall approve. */
  readonly onCode: (pending: PendingJoin) => void;
  readonly pause?: Waiting['pause'];
}

/**
 * Lets this machine join a fleet by the device flow (RFC 8628), and keeps its enrolment. A request that an earlier run left
 * waiting is gone on with. Throws a {@link JoinError}: INTERRUPTED when it is aborted.
 */
export async function joinFleet(settings: JoinSettings): Promise<Enrolment> {
  const { dataDir, signal } = settings;
  try {
    const key = await DeviceKey.open(dataDir);
    const terms = termsOf(settings, key);
    const pending = await readPendingJoin(dataDir, terms, Date.now());
    const kept = pending === null ? null : await goOn(pending, settings, key);
    if (kept !== null) return kept;
    const begun = await begin(terms, settings);
    return await finish(begun, settings, { key, resumed: false });
  } catch (error) {
    if (signal.aborted) throw new JoinError('INTERRUPTED', 'Interrupted.', { cause: error });
    throw error;
  }
}

function termsOf({ gatewayUrl, fleetId, name }: JoinSettings, { publicKey }: DeviceKey): JoinTerms {
  return { gatewayUrl, fleetId, name, publicKey };
}

async function begin(terms: JoinTerms, { dataDir, signal }: JoinSettings): Promise<PendingJoin> {
  const pending = await askToJoin(terms, signal);
  await keepPendingJoin(dataDir, pending);
  return pending;
}

/** Null when the gateway has forgotten the request meanwhile, so that it must be made anew. */
async function goOn(pending: PendingJoin, settings: JoinSettings, key: DeviceKey): Promise<Enrolment | null> {
  try {
    return await finish(pending, settings, { key, resumed: true });
  } catch (error) {
    if (error instanceof JoinError && error.code === 'DEVICE_CODE_INVALID') return null;
    throw error;
  }
}

async function finish(
  pending: PendingJoin,
  settings: JoinSettings,
  { key, resumed }: Pick<Waiting, 'key' | 'resumed'>,
): Promise<Enrolment> {
  const { dataDir, signal, pause = pauseFor } = settings;
  settings.onCode(pending);
  try {
    const joined = await awaitApproval(pending, { key, resumed, signal, pause });
    const dispatcherUrl = settings.dispatcherUrl ?? joined.dispatcher_url;
    const enrolment: Enrolment = {
      deviceId: joined.device_id,
      fleetId: joined.fleet_id,
      name: pending.name,
      publicKey: key.publicKey,
      gatewayUrl: pending.gatewayUrl,
      enrolledAt: new Date().toISOString(),
      ...(dispatcherUrl !== undefined && { dispatcherUrl }),
    };
    await keepEnrolment(dataDir, enrolment);
    await forgetPendingJoin(dataDir);
    return enrolment;
  } catch (error) {
    if (error instanceof JoinError) await forgetPendingJoin(dataDir);
    throw error;
  }
}

async function pauseFor(milliseconds: number, signal: AbortSignal): Promise<void> {
  await delay(milliseconds, undefined, { signal });
}

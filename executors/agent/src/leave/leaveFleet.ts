import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { deviceFlowClients, deviceLeaveBytes, revocationPath } from '@ai-collective/contracts';
import { z } from 'zod';
import { DeviceKey } from '../identity/DeviceKey.js';
import { readEnrolment, type Enrolment } from '../identity/keptEnrolment.js';
import { gatewayRoot } from '../join/gatewayRoot.js';
import { postForm } from '../join/postForm.js';
import { LeaveError } from './LeaveError.js';
import { removeTraces } from './removeTraces.js';

/** What an owner says about leaving. */
export const leaveTermsSchema = z.object({
  gatewayUrl: z
    .url({ protocol: /^https?$/ })
    .nullable()
    .default(null)
    .describe('whom to tell; null: the gateway of joining'),
  local: z.boolean().default(false).describe('only removes what is on this machine, and tells nobody'),
});

export type LeaveTerms = Readonly<z.infer<typeof leaveTermsSchema>>;

export interface LeaveSettings {
  readonly dataDir: string;
  readonly terms: LeaveTerms;
  /** The gateway where joining did not keep one. */
  readonly gatewayUrl: string | null;
  readonly signal: AbortSignal;
  /** Called when the community knows, before anything is removed. */
  readonly onTold?: () => void;
}

/** What became of a device that left. */
export interface Departure {
  /** Null when it belonged to no fleet. */
  readonly device: Pick<Enrolment, 'deviceId' | 'fleetId'> | null;
  /** Whether its community knows. */
  readonly told: boolean;
  /** What models and inputs took up on the disk. */
  readonly freedBytes: number;
}

/**
 * Has this device leave its fleet for good: the community shuts out its key, then the key, the enrolment, and what was cached are
 * removed. As long as the community has not answered, everything stays as it is. Done again, it finds nothing more to do. Throws
 * ENROLMENT_UNREADABLE, GATEWAY_UNKNOWN, UNREACHABLE, TRACES_LEFT, or what the gateway refuses it with; rejects when it is aborted.
 */
export async function leaveFleet(settings: LeaveSettings): Promise<Departure> {
  const { dataDir, terms, onTold } = settings;
  const device = await enrolledIn(dataDir, terms);
  const told = device !== null && !terms.local;
  if (told) await tell(device, settings);
  onTold?.();
  return { device: device?.enrolment ?? null, told, freedBytes: await removeTraces(dataDir) };
}

interface EnrolledDevice {
  readonly enrolment: Enrolment;
  readonly key: DeviceKey;
}

async function enrolledIn(dataDir: string, { local }: LeaveTerms): Promise<EnrolledDevice | null> {
  if (!(await exists(join(dataDir, 'device.json')))) return null;
  try {
    const key = await DeviceKey.open(dataDir);
    const enrolment = await readEnrolment(dataDir, key.publicKey);
    return enrolment === null ? null : { enrolment, key };
  } catch (error) {
    if (local) return null;
    const reason = error instanceof Error ? error.message : String(error);
    throw new LeaveError('ENROLMENT_UNREADABLE', `${reason}. ${localHint}`, { cause: error });
  }
}

async function tell({ enrolment, key }: EnrolledDevice, settings: LeaveSettings): Promise<void> {
  const { deviceId } = enrolment;
  const address = settings.terms.gatewayUrl ?? enrolment.gatewayUrl ?? settings.gatewayUrl;
  const root = address === null ? null : gatewayRoot(address);
  if (root === null)
    throw new LeaveError('GATEWAY_UNKNOWN', 'Joining did not keep where the gateway is: say --gateway URL.');
  const answer = await postForm({
    url: `${root}${revocationPath}`,
    fields: {
      client_id: deviceFlowClients.agent,
      token: deviceId,
      proof: key.sign(deviceLeaveBytes(deviceId)),
    },
    answer: z.object({}),
    signal: settings.signal,
  });
  switch (answer.kind) {
    case 'ANSWERED':
      return;
    case 'REFUSED':
      throw new LeaveError(answer.refusal.code, answer.refusal.error_description);
    case 'UNREACHABLE':
      throw new LeaveError(
        'UNREACHABLE',
        `${root} does not answer as a gateway: ${answer.reason}. Try again later. ${localHint}`,
      );
  }
}

const localHint =
  'With --local only what is on this machine is removed; somebody must then remove the device in the console of its community.';

function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}

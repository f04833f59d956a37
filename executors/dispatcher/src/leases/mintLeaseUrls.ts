import {
  blobPath,
  mintCapability,
  uploadPath,
  type Capability,
  type Lease,
  type TaskMessage,
} from '@ai-collective/contracts';
import { inputBlobs } from '../tasks/inputBlobs.js';

/** The parts of a lease that let a device fetch what it needs and upload what it makes. */
export type LeaseUrls = Pick<Lease, 'artifacts' | 'blobUrls' | 'outputUrl'>;

export interface UrlSettings {
  readonly secret: string;
  /** Where devices reach storage, without a slash at the end. */
  readonly storageUrl: string;
  readonly outputMaxBytes: number;
}

/** URLs outlive the task's runtime limit by this much, for downloads before and an upload after the run. */
const marginSeconds = 600;

/** A read capability needs no bound on bytes: the blob has the size it has. */
const unbounded = Number.MAX_SAFE_INTEGER;

/** Mints the capability URLs of one lease, valid for this device, community and time only. `now` in milliseconds. */
export function mintLeaseUrls(
  settings: UrlSettings,
  lease: { readonly task: TaskMessage; readonly deviceId: string },
  now: number,
): LeaseUrls {
  const { task, deviceId } = lease;
  const expiresAt = Math.floor(now / 1_000) + Math.ceil(task.runtimeLimitMs / 1_000) + marginSeconds;
  const given = { community: task.communityId, expiresAt, subject: deviceId };
  const urlTo = (path: string, capability: Pick<Capability, 'action' | 'cid' | 'maxBytes'>) =>
    `${settings.storageUrl}${path}?capability=${mintCapability(settings.secret, { ...given, ...capability })}`;
  const readUrl = (cid: string) =>
    urlTo(blobPath(task.communityId, cid), { action: 'read', cid, maxBytes: unbounded });
  return {
    artifacts: task.artifacts.map((artifact) => ({ ...artifact, url: readUrl(artifact.cid) })),
    blobUrls: Object.fromEntries(inputBlobs(task).map((cid) => [cid, readUrl(cid)])),
    outputUrl: urlTo(uploadPath, { action: 'write', cid: null, maxBytes: settings.outputMaxBytes }),
  };
}

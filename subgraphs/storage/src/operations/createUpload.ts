import { mintCapability, uploadPath, type PassportClaims } from '@ai-collective/contracts';
import { recordAudit, type SubgraphContext } from '@ai-collective/platform';
import { errors } from '../errors.js';
import { isBlobCid } from '../rules/blobAddress.js';
import { checkDescription, type BlobDescription } from '../rules/checkDescription.js';
import { decideGrant } from '../rules/decideGrant.js';
import { serviceName } from './serviceName.js';
import type { StorageParts } from './StorageParts.js';

/** What somebody wants to upload, as far as they know. */
export interface UploadRequest extends BlobDescription {
  readonly bytes: number | undefined;
  readonly cid: string | null;
}

/** Leave to upload once, or several times, until it expires. */
export interface UploadGrant {
  readonly url: string;
  readonly expiresAt: Date;
  readonly maxBytes: number;
}

const uploadSeconds = 3_600;

/**
 * Grants an upload URL within the community's policy and the disk's space.
 * Rejects with INPUT_INVALID, BLOB_TOO_LARGE, DISK_FULL or POLICIES_NOT_READY, and with a denial without `blobs:write`.
 */
export async function createUpload(
  parts: StorageParts,
  context: SubgraphContext,
  request: UploadRequest,
): Promise<UploadGrant> {
  const { community, everywhere } = parts.reach(context.passport, 'blobs:write');
  checkRequest(request);
  const { cid, name } = request;
  const about = { community, type: 'Blob', id: cid ?? '', name } as const;
  const { until } = parts.authorize(context.passport, 'blobs:write', everywhere ? undefined : about);
  if (!everywhere && name === null)
    throw errors.INPUT_INVALID({ field: 'name', problem: 'must be one that you may write' });
  const maxBytes = await grantedBytes(parts, context.passport, request.bytes);
  const expiresAt = Math.min(parts.now() + uploadSeconds, until ?? Infinity);
  await parts.database.withTenant(community, (em) =>
    recordAudit(em, context, {
      service: serviceName,
      community,
      action: 'blobs:write',
      resource: { type: 'Upload', id: cid ?? '' },
      outcome: 'ALLOWED',
      details: { maxBytes, expiresAt },
    }),
  );
  const subject = context.passport.sub;
  const capability = mintCapability(parts.capabilitySecret, {
    action: 'write',
    community,
    cid,
    maxBytes,
    expiresAt,
    subject,
    ...(!everywhere && name !== null && { name }),
  });
  return {
    url: uploadUrl(parts.publicUrl, capability, request),
    expiresAt: new Date(expiresAt * 1_000),
    maxBytes,
  };
}

function checkRequest(request: UploadRequest): void {
  const problem = checkDescription(request);
  if (problem !== undefined) throw errors.INPUT_INVALID({ ...problem });
  const { bytes, cid } = request;
  if (bytes !== undefined && bytes < 0)
    throw errors.INPUT_INVALID({ field: 'bytes', problem: 'must not be negative' });
  if (cid !== null && !isBlobCid(cid))
    throw errors.INPUT_INVALID({
      field: 'cid',
      problem: 'is not a CIDv1 of the profile unixfs-v1-2025 in base32',
    });
}

async function grantedBytes(
  parts: StorageParts,
  { community, ancestors }: Pick<PassportClaims, 'community' | 'ancestors'>,
  bytes: number | undefined,
): Promise<number> {
  const decision = decideGrant({
    bytes,
    policyMaxBytes: parts.policies.get(community, ancestors).parameters['blobs.maxBytes'],
    freeBytes: await parts.directory.freeBytes(),
    reserveBytes: parts.reserveBytes,
  });
  if (decision.ok) return decision.maxBytes;
  throw decision.code === 'DISK_FULL' ? errors.DISK_FULL() : errors.BLOB_TOO_LARGE(decision);
}

/** Name and media type ride along in the URL: they are the uploader's own words, so nothing signs them. */
function uploadUrl(publicUrl: string, capability: string, { mediaType, name }: BlobDescription): string {
  const query = new URLSearchParams({ capability });
  if (mediaType !== null) query.set('mediaType', mediaType);
  if (name !== null) query.set('name', name);
  return `${publicUrl}${uploadPath}?${query.toString()}`;
}

import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Lease } from '@ai-collective/contracts';
import type { ArtifactCache } from '../cache/ArtifactCache.js';
import { DownloadError } from '../cache/DownloadError.js';
import { downloadContent } from '../cache/downloadContent.js';
import { deviceFailure, inputFailure, modelFailure, type TaskFailed } from '../failures/TaskFailed.js';

/** Largest input blob, in bytes. */
export const inputBlobLimit = 64 * 1024 * 1024;

/** Everything a lease needs, on this device's disk until it is released. */
export interface GatheredInput {
  /** Paths by role. */
  readonly artifacts: Readonly<Record<string, string>>;
  /** Paths by CID. */
  readonly blobs: Readonly<Record<string, string>>;
  release(): Promise<void>;
}

export interface GatheringPlaces {
  readonly cache: ArtifactCache;
  /** A directory of this attempt's own; removed on release. */
  readonly scratch: string;
}

/** Brings a lease's model files and input blobs to this device. Throws a {@link TaskFailed}; then nothing stays behind. */
export async function gatherInput(
  lease: Lease,
  { cache, scratch }: GatheringPlaces,
  signal: AbortSignal,
): Promise<GatheredInput> {
  const releases: (() => void)[] = [];
  const release = async (): Promise<void> => {
    for (const free of releases) free();
    await rm(scratch, { recursive: true, force: true });
  };
  try {
    await mkdir(scratch, { recursive: true, mode: 0o700 });
    const artifacts: Record<string, string> = {};
    for (const wanted of lease.artifacts) {
      const held = await cache.hold(wanted).catch((error: unknown) => {
        throw artifactFailure(wanted.role, error);
      });
      releases.push(held.release);
      artifacts[wanted.role] = held.path;
    }
    return { artifacts, blobs: await downloadBlobs(lease, scratch, signal), release };
  } catch (error) {
    await release();
    throw error;
  }
}

async function downloadBlobs(
  lease: Lease,
  scratch: string,
  signal: AbortSignal,
): Promise<Record<string, string>> {
  const cids = new Set(
    Object.values(lease.input).flatMap((value) => (value.type === 'blob' ? [value.cid] : [])),
  );
  const blobs: Record<string, string> = {};
  for (const cid of cids) {
    const url = lease.blobUrls[cid];
    if (url === undefined)
      throw deviceFailure('INPUT_UNREACHABLE', 'The lease holds no URL for an input blob.');
    const path = join(scratch, `blob-${Object.keys(blobs).length}`);
    await downloadContent({ url, cid, path, maxBytes: inputBlobLimit, signal }).catch((error: unknown) => {
      throw blobFailure(error);
    });
    blobs[cid] = path;
  }
  return blobs;
}

function artifactFailure(role: string, error: unknown): TaskFailed {
  if (!(error instanceof DownloadError))
    return deviceFailure('ARTIFACT_UNREACHABLE', 'A model file could not be kept.', error);
  const what = `The model file "${role}" cannot be had: ${error.message}.`;
  switch (error.reason) {
    case 'NOT_FOUND':
      return modelFailure('ARTIFACT_NOT_FOUND', what, error);
    case 'WRONG_CONTENT':
      return deviceFailure('ARTIFACT_CORRUPT', what, error);
    case 'TOO_LARGE':
      return deviceFailure('ARTIFACT_TOO_LARGE', what, error);
    case 'DISK_FULL':
      return deviceFailure('DEVICE_DISK_FULL', what, error);
    case 'UNREACHABLE':
    case 'REFUSED':
      return deviceFailure('ARTIFACT_UNREACHABLE', what, error);
  }
}

function blobFailure(error: unknown): TaskFailed {
  if (!(error instanceof DownloadError))
    return deviceFailure('INPUT_UNREACHABLE', 'An input blob could not be kept.', error);
  const what = `An input blob cannot be had: ${error.message}.`;
  switch (error.reason) {
    case 'NOT_FOUND':
      return inputFailure('INPUT_NOT_FOUND', what, error);
    case 'TOO_LARGE':
      return inputFailure('INPUT_TOO_LARGE', what, error);
    case 'WRONG_CONTENT':
      return deviceFailure('INPUT_CORRUPT', what, error);
    case 'DISK_FULL':
      return deviceFailure('DEVICE_DISK_FULL', what, error);
    case 'UNREACHABLE':
    case 'REFUSED':
      return deviceFailure('INPUT_UNREACHABLE', what, error);
  }
}

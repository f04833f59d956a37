import type { Lease } from '@ai-collective/contracts';
import type { ArtifactCache } from '../cache/ArtifactCache.js';
import { DownloadError } from '../cache/DownloadError.js';
import type { InputShelf } from '../cache/InputShelf.js';
import { deviceFailure, inputFailure, modelFailure, TaskFailed } from '../failures/TaskFailed.js';

/** Largest input blob, in bytes. */
export const inputBlobLimit = 64 * 1024 * 1024;

/** Everything a lease needs, on this device's disk until it is released. */
export interface GatheredInput {
  /** Paths by role. */
  readonly artifacts: Readonly<Record<string, string>>;
  /** Paths by CID. */
  readonly blobs: Readonly<Record<string, string>>;
  release(): void;
}

export interface GatheringPlaces {
  readonly cache: ArtifactCache;
  readonly inputs: InputShelf;
}

interface Held {
  readonly path: string;
  release(): void;
}

/** Brings a lease's model files and input blobs to this device. Throws a {@link TaskFailed}; then nothing is held. */
export async function gatherInput(
  lease: Lease,
  places: GatheringPlaces,
  signal: AbortSignal,
): Promise<GatheredInput> {
  const held: Held[] = [];
  const release = (): void => {
    for (const one of held) one.release();
  };
  const keep = async (key: string, holding: Promise<Held>): Promise<readonly [string, string]> => {
    const one = await holding;
    held.push(one);
    return [key, one.path];
  };
  const parts = [
    Promise.all(holdArtifacts(lease, places).map(([role, holding]) => keep(role, holding))),
    Promise.all(holdBlobs(lease, places, signal).map(([cid, holding]) => keep(cid, holding))),
  ] as const;
  try {
    const [artifacts, blobs] = await Promise.all(parts);
    return { artifacts: Object.fromEntries(artifacts), blobs: Object.fromEntries(blobs), release };
  } catch (error) {
    await Promise.allSettled(parts);
    release();
    throw error;
  }
}

type Holding = readonly [key: string, Promise<Held>];

function holdArtifacts({ artifacts }: Lease, { cache }: GatheringPlaces): readonly Holding[] {
  return artifacts.map((wanted) => [
    wanted.role,
    cache.hold(wanted).catch((error: unknown) => {
      throw artifactFailure(wanted.role, error);
    }),
  ]);
}

function holdBlobs(lease: Lease, { inputs }: GatheringPlaces, signal: AbortSignal): readonly Holding[] {
  const cids = new Set(
    Object.values(lease.input).flatMap((value) => (value.type === 'blob' ? [value.cid] : [])),
  );
  return [...cids].map((cid) => [
    cid,
    holdBlob(inputs, { cid, url: lease.blobUrls[cid] }, signal).catch((error: unknown) => {
      throw blobFailure(error);
    }),
  ]);
}

async function holdBlob(
  inputs: InputShelf,
  { cid, url }: { readonly cid: string; readonly url: string | undefined },
  signal: AbortSignal,
): Promise<Held> {
  if (url === undefined)
    throw deviceFailure('INPUT_UNREACHABLE', 'The lease holds no URL for an input blob.');
  return inputs.hold({ cid, url }, signal);
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
  if (error instanceof TaskFailed) return error;
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

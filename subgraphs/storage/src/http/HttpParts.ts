import type { StorageParts } from '../operations/StorageParts.js';

/** What the HTTP routes work with. */
export interface HttpParts extends StorageParts {
  readonly maxUploads: number;
  readonly maxDownloads: number;
  /** How long a transfer may stand still. */
  readonly idleMilliseconds: number;
}

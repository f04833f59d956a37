import type { Authorizer, Database, Logger, PolicyStore } from '@ai-collective/platform';
import type { BlobDirectory } from '../disk/BlobDirectory.js';
import type { KeyedLock } from './KeyedLock.js';

/** What the operations work with. */
export interface StorageParts extends Pick<Authorizer, 'allows' | 'authorize' | 'reach'> {
  readonly database: Database;
  readonly directory: BlobDirectory;
  readonly policies: Pick<PolicyStore, 'get' | 'versionOf'>;
  /** Held while a blob's file and its metadata change together. */
  readonly lock: KeyedLock;
  readonly log: Logger;
  readonly capabilitySecret: string;
  /** Address under which clients reach this service, without a slash at its end. */
  readonly publicUrl: string;
  /** Bytes of the disk that uploads leave free. */
  readonly reserveBytes: number;
  /** Unix seconds. */
  readonly now: () => number;
}

import type { Capability } from '@ai-collective/contracts';
import type { Trace } from '@ai-collective/platform';
import type { BlobDescription } from '../rules/checkDescription.js';

/** Content that arrives, and what its bearer may bring. */
export interface Upload {
  readonly capability: Capability;
  readonly description: BlobDescription;
  /** Undefined when the length is not known beforehand. */
  readonly declaredBytes: number | undefined;
  readonly body: AsyncIterable<Uint8Array>;
  readonly trace?: Trace;
}

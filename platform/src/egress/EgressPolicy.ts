/** Where a service may connect on behalf of a community. */
export interface EgressPolicy {
  readonly schemes: readonly ('https' | 'http')[];
  readonly ports: readonly number[];
  /** Whether an address may be connected to. In production: isPublicAddress. */
  readonly allows: (address: string) => boolean;
  /** All addresses of a host name, in order of preference. Rejects when there are none. */
  readonly resolve: (hostname: string) => Promise<readonly string[]>;
}

/** A connection that must not be made. The message is for logs: clients learn only that a service cannot be reached. */
export class EgressRefusedError extends Error {
  override readonly name = 'EgressRefusedError';
  readonly code = 'EGRESS_REFUSED';
}

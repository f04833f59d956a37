/** Why a subgraph gave no usable answer. */
export type SubgraphFailureCode =
  | 'SUBGRAPH_UNREACHABLE'
  | 'SUBGRAPH_TIMEOUT'
  | 'SUBGRAPH_HTTP_ERROR'
  | 'SUBGRAPH_INVALID_RESPONSE'
  | 'SUBGRAPH_RESPONSE_TOO_LARGE'
  | 'SUBGRAPH_STREAM_ENDED'
  | 'SUBGRAPH_CIRCUIT_OPEN'
  | 'SUBGRAPH_EVENTS_OVERRUN'
  | 'SUBGRAPH_DISAGREES';

const messages: Readonly<Record<SubgraphFailureCode, string>> = {
  SUBGRAPH_UNREACHABLE: 'cannot be reached',
  SUBGRAPH_TIMEOUT: 'did not answer in time',
  SUBGRAPH_HTTP_ERROR: 'answered with an HTTP error',
  SUBGRAPH_INVALID_RESPONSE: 'answered with something that is no GraphQL response',
  SUBGRAPH_RESPONSE_TOO_LARGE: 'answered with more than is accepted',
  SUBGRAPH_STREAM_ENDED: 'ended the subscription without completing it',
  SUBGRAPH_CIRCUIT_OPEN: 'has failed too often and is not asked for a moment',
  SUBGRAPH_EVENTS_OVERRUN: 'sends events faster than they can be completed',
  SUBGRAPH_DISAGREES: 'does not agree with another one on what a shared field leads to',
};

/** A call to a subgraph that failed as a whole. The message can be shown to clients; the cause cannot. */
export class SubgraphFailure extends Error {
  override readonly name = 'SubgraphFailure';
  /** Whether the transport knows that no answer had begun when the call failed. */
  readonly isUnanswered: boolean;

  constructor(
    readonly code: SubgraphFailureCode,
    readonly subgraph: string,
    options?: ErrorOptions & { readonly isUnanswered?: boolean },
  ) {
    super(`The service "${subgraph}" ${messages[code]}.`, options);
    this.isUnanswered = options?.isUnanswered ?? false;
  }
}

import type { SubgraphContext } from '@ai-collective/platform';

/** Who asks, and the trace of the request. */
export type Requester = Pick<SubgraphContext, 'passport' | 'trace'>;

import { passportHeader, type SubgraphName } from '@ai-collective/contracts';
import type { Principal } from '../authentication/Principal.js';
import type { PassportIssuer } from './PassportIssuer.js';

/** What calls to subgraphs know of the client's request. */
export interface RequestContext {
  readonly principal: Principal;
  /** All of the principal: whoever has the same may share subgraphs' answers. */
  readonly sharingKey: string;
  /** W3C trace context of the request. */
  readonly traceparent: string;
}

/** The only headers a subgraph gets from the gateway: nothing of the client's passes. */
export function subgraphHeaders(
  passports: PassportIssuer,
  subgraph: SubgraphName,
  context: RequestContext,
): Readonly<Record<string, string>> {
  const passport = passports.issue(context.principal, subgraph);
  return { [passportHeader]: passport, traceparent: context.traceparent };
}

import {
  createSubgraphTransport,
  type RoutedTransport,
  type TransportParts,
} from '../forwarding/createSubgraphTransport.js';
import { insertedFor } from './headerRules.js';
import type { StandaloneOptions } from './options.js';
import type { StandaloneContext } from './standaloneCallers.js';
import type { SubgraphAddress } from './SubgraphTransports.js';

/**
 * The way to a subgraph at the address in the supergraph, which may be a WebSocket's: then subscriptions go there, and
 * everything else to the same place over HTTP. Throws for an address that is neither.
 */
export function standaloneTransport(
  { subgraph, address }: SubgraphAddress,
  options: StandaloneOptions,
  parts: Pick<TransportParts, 'log' | 'tally'>,
): RoutedTransport<StandaloneContext> {
  if (!/^(https?|wss?):/.test(address) || !URL.canParse(address))
    throw new Error(`the subgraph "${subgraph}" has no HTTP address, but "${address}"`);
  const inserted = insertedFor(subgraph, options.insertedHeaders);
  const itself = address.startsWith('ws') ? new URL(address) : undefined;
  return createSubgraphTransport<StandaloneContext>(
    {
      subgraph,
      url: new URL(address.replace(/^ws/, 'http')),
      subscriptionUrl: options.subscriptionUrls.get(subgraph) ?? itself,
      headers: ({ propagated, traceparent }) => ({ ...propagated, ...inserted, traceparent }),
      sharingKey: ({ sharingKey }) => sharingKey,
      subscriptionSharingKey: ({ propagated }) =>
        options.sharesSubscriptions ? JSON.stringify(propagated) : undefined,
      onResponse: ({ answerHeaders }, headers) => answerHeaders?.add(subgraph, headers),
    },
    { config: options.config, ...parts },
  );
}

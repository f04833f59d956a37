import 'reflect-metadata';
import type { ReferenceResolvers, SubgraphContext, SubgraphSettings } from '@ai-collective/platform';
import type { BlobLoader } from './resolvers/BlobLoader.js';
import { BlobResolver } from './resolvers/BlobResolver.js';

/** The classes the schema is built from. */
export const resolverClasses: SubgraphSettings['resolvers'] = [BlobResolver];

/** The entity types other subgraphs may refer to. */
export const referenceTypes = ['Blob'] as const;

/** Turns references of other subgraphs into blobs of the passport's community. */
export function createReferenceResolvers(loader: BlobLoader): ReferenceResolvers<SubgraphContext> {
  return { Blob: ({ cid }, context) => loader.load(context, String(cid)) };
}

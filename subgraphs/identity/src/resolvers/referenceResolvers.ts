import type { ReferenceResolvers, SubgraphContext } from '@ai-collective/platform';
import { z } from 'zod';
import { visibleApiKeys } from '../operations/loadApiKeys.js';
import { visibleCommunities } from '../operations/loadCommunities.js';
import { visibleDevices } from '../operations/loadDevices.js';
import { visiblePeople } from '../operations/loadPeople.js';
import type { Services } from '../operations/Services.js';
import { batchPerRequest } from './batchPerRequest.js';

const referenceSchema = z.object({ id: z.string() });

/** How the entities of identity are found when another subgraph refers to them. */
export function referenceResolvers(services: Services): ReferenceResolvers<SubgraphContext> {
  const resolve = <Row extends { readonly id: string }>(
    load: (
      services: Services,
      passport: SubgraphContext['passport'],
      ids: readonly string[],
    ) => Promise<readonly Row[]>,
  ) => {
    const find = batchPerRequest((context: SubgraphContext, ids) => load(services, context.passport, ids));
    return (reference: unknown, context: SubgraphContext) =>
      find(context, referenceSchema.parse(reference).id);
  };
  return {
    Community: resolve(visibleCommunities),
    Person: resolve(visiblePeople),
    Device: resolve(visibleDevices),
    ApiKey: resolve(visibleApiKeys),
  };
}

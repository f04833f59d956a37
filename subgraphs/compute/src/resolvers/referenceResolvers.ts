import type { ReferenceResolvers, SubgraphContext } from '@ai-collective/platform';
import type { Permission } from '@ai-collective/contracts';
import type { ComputeServices } from '../operations/ComputeServices.js';
import type { LoadersByRequest, RequestLoaders } from './RequestLoaders.js';

type EntityLoaders = Pick<RequestLoaders, 'models' | 'modelVersions' | 'fleets' | 'jobs' | 'tasks'>;

/** Answers the entities of this subgraph to the gateway by id: null for what the requester's community does not have. */
export function referenceResolvers(
  { authorize }: Pick<ComputeServices, 'authorize'>,
  loaders: LoadersByRequest,
): ReferenceResolvers<SubgraphContext> {
  const resolve =
    (permission: Permission, kind: keyof EntityLoaders) =>
    async (
      { id }: Readonly<Record<string, unknown>>,
      context: SubgraphContext,
    ): Promise<object | null | undefined> => {
      authorize(context.passport, permission);
      return typeof id === 'string' && !id.includes('\0') ? loaders.of(context)[kind].load(id) : null;
    };
  return {
    Model: resolve('models:read', 'models'),
    ModelVersion: resolve('models:read', 'modelVersions'),
    Fleet: resolve('fleets:read', 'fleets'),
    Job: resolve('jobs:read', 'jobs'),
    Task: resolve('jobs:read', 'tasks'),
  };
}

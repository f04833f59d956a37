import type { ComputeServices } from '../operations/ComputeServices.js';
import { DeviceResolver } from './DeviceResolver.js';
import { DeviceStandingResolver } from './DeviceStandingResolver.js';
import { CreditEntryResolver } from './CreditEntryResolver.js';
import { CreditResolver } from './CreditResolver.js';
import { FleetResolver } from './FleetResolver.js';
import { InferResolver } from './InferResolver.js';
import { JobProgressResolver } from './JobProgressResolver.js';
import { JobStepResolver } from './JobStepResolver.js';
import { JobResolver } from './JobResolver.js';
import { ModelResolver } from './ModelResolver.js';
import { ModelVersionResolver } from './ModelVersionResolver.js';
import type { LoadersByRequest } from './RequestLoaders.js';
import { TaskResolver } from './TaskResolver.js';
import { WebhookResolver } from './WebhookResolver.js';

/** An instance of every resolver class, by class. */
export function makeResolvers(
  services: ComputeServices,
  loaders: LoadersByRequest,
): ReadonlyMap<unknown, unknown> {
  return new Map<unknown, unknown>([
    [ModelResolver, new ModelResolver(services, loaders)],
    [ModelVersionResolver, new ModelVersionResolver(loaders)],
    [FleetResolver, new FleetResolver(services, loaders)],
    [JobResolver, new JobResolver(services, loaders)],
    [JobStepResolver, new JobStepResolver(loaders)],
    [TaskResolver, new TaskResolver(services, loaders)],
    [InferResolver, new InferResolver(services, loaders)],
    [DeviceResolver, new DeviceResolver(loaders)],
    [DeviceStandingResolver, new DeviceStandingResolver(services)],
    [JobProgressResolver, new JobProgressResolver(services)],
    [CreditResolver, new CreditResolver(services)],
    [CreditEntryResolver, new CreditEntryResolver(services)],
    [WebhookResolver, new WebhookResolver(services)],
  ]);
}

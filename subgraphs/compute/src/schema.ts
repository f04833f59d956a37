import 'reflect-metadata';
import type { ResolverClass } from '@ai-collective/platform';
import type { NonEmptyArray } from 'type-graphql';
import { DeviceResolver } from './resolvers/DeviceResolver.js';
import { DeviceStandingResolver } from './resolvers/DeviceStandingResolver.js';
import { CreditEntryResolver } from './resolvers/CreditEntryResolver.js';
import { CreditResolver } from './resolvers/CreditResolver.js';
import { FleetResolver } from './resolvers/FleetResolver.js';
import { InferResolver } from './resolvers/InferResolver.js';
import { JobProgressResolver } from './resolvers/JobProgressResolver.js';
import { JobStepResolver } from './resolvers/JobStepResolver.js';
import { JobResolver } from './resolvers/JobResolver.js';
import { ModelResolver } from './resolvers/ModelResolver.js';
import { ModelVersionResolver } from './resolvers/ModelVersionResolver.js';
import { TaskResolver } from './resolvers/TaskResolver.js';
import { WebhookResolver } from './resolvers/WebhookResolver.js';

/** Every resolver class of the subgraph; `schema.graphql` is printed from them. */
export const resolverClasses: NonEmptyArray<ResolverClass> = [
  ModelResolver,
  ModelVersionResolver,
  FleetResolver,
  JobResolver,
  JobStepResolver,
  TaskResolver,
  InferResolver,
  JobProgressResolver,
  DeviceResolver,
  DeviceStandingResolver,
  CreditResolver,
  CreditEntryResolver,
  WebhookResolver,
];

/** Types the gateway may ask for by key. */
export const referenceTypes = ['Model', 'ModelVersion', 'Fleet', 'Job', 'Task', 'Device'] as const;

import { AttemptEntity } from './Attempt.js';
import { DeviceStandingEntity } from './DeviceStanding.js';
import { FleetEntity } from './Fleet.js';
import { JobEntity } from './Job.js';
import { ModelEntity } from './Model.js';
import { ModelVersionEntity } from './ModelVersion.js';
import { TaskEntity } from './Task.js';

/** Every entity of the service, for MikroORM. */
export const entities = [
  ModelEntity,
  ModelVersionEntity,
  FleetEntity,
  JobEntity,
  TaskEntity,
  AttemptEntity,
  DeviceStandingEntity,
];

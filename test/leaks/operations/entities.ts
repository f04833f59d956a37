import type { SubgraphName } from '@ai-collective/contracts';
import type { Kind } from '../Facts.js';

/** The kind of thing that each type which other subgraphs refer to is; its key is `id`, unless it is named. */
export const entityKinds: Readonly<Record<SubgraphName, Readonly<Record<string, Kind>>>> = {
  identity: { Person: 'person', Community: 'community', ApiKey: 'apiKey', Device: 'device' },
  compute: {
    Model: 'model',
    ModelVersion: 'modelVersion',
    Fleet: 'fleet',
    Job: 'job',
    Task: 'task',
    Device: 'worker',
  },
  storage: { Blob: 'cid' },
  governance: { Community: 'community' },
};

import type { Authorizer, Database, Logger, PolicyStore } from '@ai-collective/platform';
import type { BlobClient } from '../blobs/BlobClient.js';
import type { ModelFacts } from '../onnx/ModelFacts.js';
import type { Situations } from '../events/Situations.js';
import type { JobWatchers } from '../progress/JobWatchers.js';
import type { CreditPrices } from './credit/CreditPrices.js';
import type { WebhookClient } from '../webhooks/WebhookClient.js';

/** What the operations work with. */
export interface ComputeServices extends Pick<Authorizer, 'authorize' | 'reach'> {
  readonly database: Database;
  readonly policies: Pick<PolicyStore, 'get'>;
  readonly blobs: BlobClient;
  readonly prices: Pick<CreditPrices, 'quote'>;
  readonly webhooks: WebhookClient;
  readonly watchers: JobWatchers;
  readonly situations: Situations;
  /** Reads an ONNX file; throws MalformedModel. */
  readonly readModelFile: (path: string) => Promise<ModelFacts>;
  /** Makes what is drawn by chance impossible to guess. */
  readonly drawSecret: string;
  readonly log: Logger;
}

import {
  defaultPolicyParameters,
  policyBundleSchema,
  topics,
  type PolicyBundle,
  type PolicyParameters,
} from '@ai-collective/contracts';
import { startConsumer, type IncomingMessage } from '../kafka/index.js';
import type { Logger } from '../telemetry/createLogger.js';

/** The policy a community is under now. Version 0 is the documented defaults. */
export interface PolicyInForce {
  readonly version: number;
  readonly parameters: PolicyParameters;
}

/** The newest policy of every community, as governance published it. */
export interface PolicyStore {
  get(communityId: string): PolicyInForce;
  /** Whether the topic can be read. When it cannot, the last good policies stay in force. */
  isReady(): boolean;
  close(): Promise<void>;
}

const noPolicy: PolicyInForce = Object.freeze({ version: 0, parameters: defaultPolicyParameters });

/** Reads `governance.policies` from its beginning and keeps up with it. */
export async function startPolicyStore(settings: {
  readonly brokers: string;
  readonly service: string;
  readonly log: Logger;
}): Promise<PolicyStore> {
  const newest = new Map<string, PolicyBundle>();
  const consumer = await startConsumer({
    brokers: settings.brokers,
    groupId: `${settings.service}-policies`,
    topics: [topics.policies],
    fromBeginning: true,
    commit: 'manual',
    log: settings.log,
    handle: (batch) => {
      for (const message of batch) keepNewest(newest, message, settings.log);
      return Promise.resolve();
    },
  });
  return {
    get: (communityId) => newest.get(communityId) ?? noPolicy,
    isReady: () => consumer.isReady(),
    close: () => consumer.close(),
  };
}

/** A bundle that does not parse, or is older than what is held, changes nothing. */
function keepNewest(newest: Map<string, PolicyBundle>, message: IncomingMessage, log: Logger): void {
  const bundle = parseBundle(message.value);
  if (bundle === undefined) {
    log.error(
      { key: message.key, offset: message.offset },
      'a policy bundle is malformed; the last good one stays',
    );
    return;
  }
  if (bundle.version > (newest.get(bundle.communityId)?.version ?? 0)) newest.set(bundle.communityId, bundle);
}

function parseBundle(value: Buffer): PolicyBundle | undefined {
  try {
    return policyBundleSchema.parse(JSON.parse(value.toString('utf8')));
  } catch {
    return undefined;
  }
}

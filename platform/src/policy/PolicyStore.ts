import { setTimeout as delay } from 'node:timers/promises';
import {
  defaultPolicyParameters,
  policyBundleSchema,
  topics,
  type PolicyBundle,
  type PolicyParameters,
} from '@ai-collective/contracts';
import { AppError } from '../errors/AppError.js';
import { startConsumer, type IncomingMessage, type KafkaConsumer } from '../kafka/index.js';
import { withinTime } from '../kafka/withinTime.js';
import type { Logger } from '../telemetry/createLogger.js';

/** The policy a community is under now. Version 0 is the documented defaults. */
export interface PolicyInForce {
  readonly version: number;
  readonly parameters: PolicyParameters;
}

/** The newest policy of every community, as governance published it. */
export interface PolicyStore {
  /**
   * The policy to enforce. Once the topic has been read it always answers: the last good policies stay in force
   * while the broker is away.
   * @throws AppError POLICIES_NOT_READY (503) until then, because a community's own limits may be stricter than the
   *   defaults.
   */
  get(communityId: string): PolicyInForce;
  /** The newest version known, 0 when none is: for records, not for enforcing. Never throws. */
  versionOf(communityId: string): number;
  /** Whether the topic can be read at present. */
  isReady(): boolean;
  close(): Promise<void>;
}

const noPolicy: PolicyInForce = Object.freeze({ version: 0, parameters: defaultPolicyParameters });

const firstReadingMs = 5_000;
const lookEveryMs = 50;

/**
 * Reads `governance.policies` from its beginning and keeps up with it. Resolves once what was published before is
 * known, or after about 10 s without a broker: it goes on trying, and `get` throws meanwhile.
 */
export async function startPolicyStore(settings: {
  readonly brokers: string;
  readonly service: string;
  readonly log: Logger;
}): Promise<PolicyStore> {
  const newest = new Map<string, PolicyBundle>();
  const consumer = await startPolicyConsumer(settings, newest);
  const closing = new AbortController();
  let hasBeenRead = false;
  const reading = firstReading(consumer, closing.signal).then(() => {
    hasBeenRead = true;
  });
  await withinTime(reading, firstReadingMs);
  return {
    get: (communityId) => {
      if (!hasBeenRead) throw policiesNotReady();
      return newest.get(communityId) ?? noPolicy;
    },
    versionOf: (communityId) => newest.get(communityId)?.version ?? noPolicy.version,
    isReady: () => hasBeenRead && consumer.isReady(),
    close: async () => {
      closing.abort();
      await consumer.close();
    },
  };
}

function startPolicyConsumer(
  { brokers, service, log }: Parameters<typeof startPolicyStore>[0],
  newest: Map<string, PolicyBundle>,
): Promise<KafkaConsumer> {
  return startConsumer({
    brokers,
    groupId: `${service}-policies`,
    topics: [topics.policies],
    fromBeginning: true,
    commit: 'manual',
    log,
    handle: (batch) => {
      for (const message of batch) keepNewest(newest, message, log);
      return Promise.resolve();
    },
  });
}

/** Resolves when the topic has been read to where it ended, however empty it is; rejects when it is given up. */
async function firstReading(consumer: KafkaConsumer, closing: AbortSignal): Promise<void> {
  while (!consumer.isReady()) await delay(lookEveryMs, undefined, { signal: closing });
}

function policiesNotReady(): AppError {
  return new AppError('POLICIES_NOT_READY', "The community's policy is not known yet. Try again soon.", {
    status: 503,
  });
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

import { setTimeout as delay } from 'node:timers/promises';
import {
  policyBundleSchema,
  topics,
  type CommunityPolicy,
  type PolicyBundle,
} from '@ai-collective/contracts';
import { AppError } from '../errors/AppError.js';
import { startConsumer, type IncomingMessage, type KafkaConsumer } from '../kafka/index.js';
import { withinTime } from '../kafka/withinTime.js';
import type { Logger } from '../telemetry/createLogger.js';
import { NestedPolicies } from './NestedPolicies.js';
import type { PolicyInForce } from './PolicyInForce.js';

/** The newest policy of every community, as governance published it. */
export interface PolicyStore {
  /**
   * The policy to enforce. Once the topic has been read it always answers: the last good policies stay in force
   * while the broker is away.
   * @param ancestors the communities it lies in, from the nearest up, as passports tell: their rules bind it too
   * @throws AppError POLICIES_NOT_READY (503) until then, because a community's own limits may be stricter than the
   *   defaults.
   */
  get(communityId: string, ancestors: readonly string[]): PolicyInForce;
  /** The newest version known, 0 when none is: for records, not for enforcing. Never throws. */
  versionOf(communityId: string): number;
  /** Whether the topic can be read at present. */
  isReady(): boolean;
  close(): Promise<void>;
}

export interface PolicyStoreSettings {
  readonly brokers: string;
  readonly service: string;
  readonly log: Logger;
  /** What is wrong with a community's own policies. Given, a bundle with any problem is refused like a malformed one. */
  readonly check?: (policies: readonly CommunityPolicy[]) => readonly string[];
}

const firstReadingMs = 5_000;
const lookEveryMs = 50;
const mostProblemsLogged = 5;

/**
 * Reads `governance.policies` from its beginning and keeps up with it. Resolves once what was published before is
 * known, or after about 10 s without a broker: it goes on trying, and `get` throws meanwhile.
 */
export async function startPolicyStore(settings: PolicyStoreSettings): Promise<PolicyStore> {
  const newest = new NestedPolicies();
  const consumer = await startPolicyConsumer(settings, newest);
  const closing = new AbortController();
  let hasBeenRead = false;
  const reading = firstReading(consumer, closing.signal).then(() => {
    hasBeenRead = true;
  });
  await withinTime(reading, firstReadingMs);
  return {
    get: (communityId, ancestors) => {
      if (!hasBeenRead) throw policiesNotReady();
      return newest.get(communityId, ancestors);
    },
    versionOf: (communityId) => newest.own(communityId).version,
    isReady: () => hasBeenRead && consumer.isReady(),
    close: async () => {
      closing.abort();
      await consumer.close();
    },
  };
}

function startPolicyConsumer(settings: PolicyStoreSettings, newest: NestedPolicies): Promise<KafkaConsumer> {
  const { brokers, service, log } = settings;
  return startConsumer({
    brokers,
    groupId: `${service}-policies`,
    topics: [topics.policies],
    fromBeginning: true,
    commit: 'manual',
    log,
    handle: (batch) => {
      for (const message of batch) keepNewest(newest, message, settings);
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

/** A bundle that does not parse, has policies that cannot be enforced, or is older than what is held, changes nothing. */
function keepNewest(newest: NestedPolicies, message: IncomingMessage, settings: PolicyStoreSettings): void {
  const bundle = parseBundle(message.value);
  const problems = bundle === undefined ? ['it does not parse'] : problemsOf(bundle, settings);
  if (bundle === undefined || problems.length > 0) {
    settings.log.error(
      { key: message.key, offset: message.offset, problems: problems.slice(0, mostProblemsLogged) },
      'a policy bundle is malformed; the last good one stays',
    );
    return;
  }
  if (bundle.version > newest.own(bundle.communityId).version) newest.set(bundle.communityId, bundle);
}

function problemsOf({ policies }: PolicyBundle, { check }: PolicyStoreSettings): readonly string[] {
  try {
    return check?.(policies) ?? [];
  } catch (error) {
    return [`they cannot be checked: ${String(error)}`];
  }
}

function parseBundle(value: Buffer): PolicyBundle | undefined {
  try {
    return policyBundleSchema.parse(JSON.parse(value.toString('utf8')));
  } catch {
    return undefined;
  }
}

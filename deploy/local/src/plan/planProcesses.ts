import { executorPath } from '@ai-collective/contracts';
import type { ProcessSpec } from '../processes/ProcessSpec.js';
import { keyFiles } from './keyFiles.js';
import type { LocalSecrets } from './LocalSecrets.js';
import type { LocalPorts } from './ports.js';

export interface PlanSettings {
  /** The project's root folder. */
  readonly root: string;
  readonly dataFolder: string;
  readonly ports: LocalPorts;
  /** The address the gateway and the dispatcher listen on. */
  readonly host: string;
  readonly secrets: LocalSecrets;
  /** A PostgreSQL of the user's own, by the URL of a role that may create roles and schemas. */
  readonly databaseUrl: string | undefined;
  /** A Kafka of the user's own. */
  readonly kafkaBrokers: string | undefined;
  readonly logLevel: string;
  /** Lets communities trust issuers on this very machine. */
  readonly allowLoopbackIssuers: boolean;
}

/** The processes of an installation, in the groups in which they start; a group needs the ones before it. */
export interface ProcessPlan {
  readonly foundations: readonly ProcessSpec[];
  readonly services: readonly ProcessSpec[];
  readonly devices: readonly ProcessSpec[];
  readonly gatewayUrl: string;
  readonly dispatcherUrl: string;
}

const loopback = '127.0.0.1';

/** The community every new installation begins with. */
export const demonstration = { slug: 'home', name: 'Home', owner: 'Owner', device: 'this machine' } as const;

/** Decides which processes run and with which environment. */
export function planProcesses(settings: PlanSettings): ProcessPlan {
  return {
    gatewayUrl: gatewayUrl(settings),
    dispatcherUrl: dispatcherUrl(settings),
    foundations: [
      ...(settings.databaseUrl === undefined ? [postgres(settings)] : []),
      ...(settings.kafkaBrokers === undefined ? [broker(settings)] : []),
    ],
    services: [
      identity(settings),
      compute(settings),
      storage(settings),
      subgraph(settings, 'governance', { CHECKPOINT_KEY: settings.secrets.checkpointKey }),
      dispatcher(settings),
      gateway(settings),
    ],
    devices: [agent(settings)],
  };
}

function postgres({ root, dataFolder, ports, secrets }: PlanSettings): ProcessSpec {
  return {
    name: 'postgres',
    script: `${root}/deploy/local/dist/postgres/main.js`,
    environment: {
      POSTGRES_FOLDER: `${dataFolder}/postgres`,
      POSTGRES_PORT: String(ports.postgres),
      POSTGRES_PASSWORD: secrets.postgresPassword,
      TZ: 'UTC',
    },
  };
}

function broker({ root, ports, logLevel }: PlanSettings): ProcessSpec {
  return {
    name: 'broker',
    script: `${root}/platform/dist/kafka/broker/main.js`,
    environment: { HOST: '127.0.0.1', PORT: String(ports.broker), LOG_LEVEL: logLevel },
  };
}

function identity(settings: PlanSettings): ProcessSpec {
  const { secrets } = settings;
  return subgraph(settings, 'identity', {
    IDENTITY_KEYS_FILE: keyFiles(settings.dataFolder).identity,
    IDENTITY_SEALING_KEY: secrets.identitySealingKey,
    PUBLIC_URL: publicUrl(settings),
    PUBLIC_DISPATCHER_URL: dispatcherUrl(settings),
    OIDC_ALLOW_LOOPBACK: String(settings.allowLoopbackIssuers),
    BOOTSTRAP_COMMUNITY_SLUG: demonstration.slug,
    BOOTSTRAP_COMMUNITY_NAME: demonstration.name,
    BOOTSTRAP_OWNER_NAME: demonstration.owner,
    BOOTSTRAP_API_KEY: secrets.apiKey,
  });
}

function compute(settings: PlanSettings): ProcessSpec {
  return subgraph(settings, 'compute', {
    CAPABILITY_SECRET: settings.secrets.capabilitySecret,
    STORAGE_URL: `http://127.0.0.1:${settings.ports.storage}`,
    ...metricsAt(settings.ports.computeMetrics),
  });
}

function storage(settings: PlanSettings): ProcessSpec {
  return subgraph(settings, 'storage', {
    CAPABILITY_SECRET: settings.secrets.capabilitySecret,
    DATA_DIR: `${settings.dataFolder}/blobs`,
    STORAGE_PUBLIC_URL: `${gatewayUrl(settings)}/storage`,
  });
}

type Subgraph = 'identity' | 'compute' | 'storage' | 'governance';

function subgraph(
  settings: PlanSettings,
  name: Subgraph,
  own: Readonly<Record<string, string>>,
): ProcessSpec {
  const { root, ports, logLevel } = settings;
  return {
    name,
    script: `${root}/subgraphs/${name}/dist/main.js`,
    environment: {
      HOST: '127.0.0.1',
      PORT: String(ports[name]),
      LOG_LEVEL: logLevel,
      ...databaseEnvironment(settings, name),
      KAFKA_BROKERS: brokersOf(settings),
      PASSPORT_JWKS: `${gatewayUrl(settings)}/.well-known/passport-jwks.json`,
      ...own,
    },
  };
}

/** The owner's URL migrates; the service itself works as a role that owns nothing. */
function databaseEnvironment(settings: PlanSettings, name: Subgraph): Record<string, string> {
  const { postgresPassword, servicePassword } = settings.secrets;
  const owner =
    settings.databaseUrl ??
    `postgresql://postgres:${encodeURIComponent(postgresPassword)}@127.0.0.1:${settings.ports.postgres}/postgres`;
  const service = new URL(owner);
  service.username = `aic_${name}`;
  service.password = servicePassword;
  return { DATABASE_OWNER_URL: owner, DATABASE_URL: service.href };
}

function dispatcher(settings: PlanSettings): ProcessSpec {
  const { root, ports, host, secrets, logLevel } = settings;
  return {
    name: 'dispatcher',
    script: `${root}/executors/dispatcher/dist/main.js`,
    environment: {
      HOST: host,
      PORT: String(ports.dispatcher),
      LOG_LEVEL: logLevel,
      ...metricsAt(ports.dispatcherMetrics),
      KAFKA_BROKERS: brokersOf(settings),
      CAPABILITY_SECRET: secrets.capabilitySecret,
      STORAGE_PUBLIC_URL:
        host === loopback ? `http://${loopback}:${ports.storage}` : `${gatewayUrl(settings)}/storage`,
    },
  };
}

/**
 * A gateway's memory is answers on their way, which live for milliseconds: a young generation of 32 MB lets most die before they
 * are copied, and an old one that is collected when it has doubled, not quadrupled, pays for it. Nothing of an answer is put
 * into the old one from the start (docs/decisions/0012).
 */
const gatewayFlags = [
  '--max-semi-space-size=32',
  '--heap-growing-percent=100',
  '--no-allocation-site-pretenuring',
];

function gateway(settings: PlanSettings): ProcessSpec {
  const { root, dataFolder, ports, host, logLevel } = settings;
  return {
    name: 'gateway',
    script: `${root}/gateway/dist/main.js`,
    nodeFlags: gatewayFlags,
    environment: {
      HOST: host,
      PORT: String(ports.gateway),
      ...metricsAt(ports.gatewayMetrics),
      LOG_LEVEL: logLevel,
      PASSPORT_KEYS_FILE: keyFiles(dataFolder).passport,
      IDENTITY_URL: `http://127.0.0.1:${ports.identity}`,
      COMPUTE_URL: `http://127.0.0.1:${ports.compute}`,
      STORAGE_URL: `http://127.0.0.1:${ports.storage}`,
      GOVERNANCE_URL: `http://127.0.0.1:${ports.governance}`,
      KAFKA_BROKERS: brokersOf(settings),
      WEB_ROOT: `${root}/web/dist`,
    },
  };
}

function agent(settings: PlanSettings): ProcessSpec {
  const { root, dataFolder, ports, secrets, logLevel } = settings;
  return {
    name: 'agent',
    script: `${root}/executors/agent/dist/main.js`,
    environment: {
      HOST: '127.0.0.1',
      PORT: String(ports.agent),
      LOG_LEVEL: logLevel,
      GATEWAY_URL: gatewayUrl(settings),
      DISPATCHER_URL: dispatcherUrl(settings),
      AIC_API_KEY: secrets.apiKey,
      DEVICE_NAME: demonstration.device,
      DATA_DIR: `${dataFolder}/agent`,
      // Whoever starts the whole system wants its device to work while they watch.
      DEVICE_USE: 'dedicated',
      RECONNECT_MIN_MS: '100',
    },
  };
}

/** On this machine only, whatever address the service itself has: metrics name communities. */
function metricsAt(port: number): Readonly<Record<string, string>> {
  return { METRICS_HOST: loopback, METRICS_PORT: String(port) };
}

function gatewayUrl({ host, ports }: PlanSettings): string {
  return `http://${host}:${ports.gateway}`;
}

/** Where people sign in. On this machine it has a name: browsers bind passkeys to names, never to IP addresses. */
function publicUrl({ host, ports }: PlanSettings): string {
  return `http://${host === loopback ? 'localhost' : host}:${ports.gateway}`;
}

function dispatcherUrl({ host, ports }: PlanSettings): string {
  return `ws://${host}:${ports.dispatcher}${executorPath}`;
}

function brokersOf({ kafkaBrokers, ports }: PlanSettings): string {
  return kafkaBrokers ?? `127.0.0.1:${ports.broker}`;
}

import { mkdir, readdir, rm } from 'node:fs/promises';
import path from 'node:path';
import type { Connection } from '@ai-collective/cli';
import { ensureFleet } from './firstRun/ensureFleet.js';
import { waitUntilReady } from './firstRun/waitUntilReady.js';
import { createKeyFiles } from './plan/keyFiles.js';
import { loadSecrets, secretsFileName, type LocalSecrets } from './plan/LocalSecrets.js';
import { planProcesses, type ProcessPlan } from './plan/planProcesses.js';
import { portsFrom, type LocalPorts } from './plan/ports.js';
import { requireFreePorts } from './plan/requireFreePorts.js';
import { postgresFolder } from './postgres/PostgresServer.js';
import { Supervisor } from './processes/Supervisor.js';

export interface LocalSystemSettings {
  /** The project's root folder. */
  readonly root: string;
  readonly dataFolder: string;
  /** The gateway's port; the others follow it. */
  readonly port: number;
  /** The address the gateway and the dispatcher listen on. Default 127.0.0.1. */
  readonly host?: string;
  /** Delete the data of earlier runs first. */
  readonly fresh?: boolean;
  readonly databaseUrl?: string | undefined;
  readonly kafkaBrokers?: string | undefined;
  readonly logLevel?: string;
  /** Lets communities trust issuers on this very machine, even without TLS: to try single sign-on out. Default false. */
  readonly allowLoopbackIssuers?: boolean;
  /** Told, in words, what is being done. */
  readonly onStep?: (step: string) => void;
  /** Told when a process ended unasked; it is started again. */
  readonly onCrash?: (name: string, how: string) => void;
}

const readyMilliseconds = 60_000;

/** The whole system on one machine: every process of it, supervised. */
export class LocalSystem {
  private constructor(
    private readonly settings: LocalSystemSettings,
    private readonly parts: {
      readonly plan: ProcessPlan;
      readonly supervisor: Supervisor;
      readonly secrets: LocalSecrets;
      readonly ports: LocalPorts;
    },
  ) {}

  /** Prepares an installation in a data folder. Rejects with PORT_TAKEN when a port it needs is not free. */
  static async prepare(settings: LocalSystemSettings): Promise<LocalSystem> {
    const ports = portsFrom(settings.port);
    await requireFreePorts(neededPorts(ports, settings));
    if (settings.fresh === true) await removeData(settings.dataFolder);
    await mkdir(settings.dataFolder, { recursive: true });
    const secrets = await loadSecrets(settings.dataFolder);
    await createKeyFiles(settings.dataFolder);
    const plan = planProcesses({
      root: settings.root,
      dataFolder: settings.dataFolder,
      ports,
      host: settings.host ?? '127.0.0.1',
      secrets,
      databaseUrl: settings.databaseUrl,
      kafkaBrokers: settings.kafkaBrokers,
      logLevel: settings.logLevel ?? 'info',
      allowLoopbackIssuers: settings.allowLoopbackIssuers ?? false,
    });
    const supervisor = new Supervisor({
      logFolder: path.join(settings.dataFolder, 'logs'),
      onCrash: settings.onCrash ?? (() => undefined),
    });
    return new LocalSystem(settings, { plan, supervisor, secrets, ports });
  }

  /** How to call the API as the installation's own administrator. */
  get connection(): Connection {
    return { url: this.parts.plan.gatewayUrl, credential: this.parts.secrets.apiKey };
  }

  /** Where devices connect to. */
  get dispatcherUrl(): string {
    return this.parts.plan.dispatcherUrl;
  }

  get ports(): LocalPorts {
    return this.parts.ports;
  }

  /** The process id of one of the processes, by name. */
  pid(name: string): number | undefined {
    return this.parts.supervisor.pid(name);
  }

  /** Starts everything and resolves when a device is ready to work. */
  async start(): Promise<void> {
    this.#step('starting PostgreSQL and Kafka');
    await Promise.all(this.parts.plan.foundations.map((spec) => this.parts.supervisor.start(spec)));
    this.#step('starting the services');
    await Promise.all(this.parts.plan.services.map((spec) => this.parts.supervisor.start(spec)));
    this.#step('composing the graph');
    await waitUntilReady(this.parts.plan.gatewayUrl, readyMilliseconds);
    this.#step('enrolling this device');
    await ensureFleet(this.connection, 'Home fleet');
    await Promise.all(this.parts.plan.devices.map((spec) => this.parts.supervisor.start(spec)));
    await waitUntilReady(`http://127.0.0.1:${this.ports.agent}`, readyMilliseconds);
  }

  /** Stops devices, then services, then what they rest on. */
  async stop(): Promise<void> {
    for (const group of [this.parts.plan.devices, this.parts.plan.services, this.parts.plan.foundations])
      await this.parts.supervisor.stopTogether(group.map(({ name }) => name));
  }

  #step(step: string): void {
    this.settings.onStep?.(step);
  }
}

function neededPorts(
  ports: LocalPorts,
  { databaseUrl, kafkaBrokers }: LocalSystemSettings,
): Partial<LocalPorts> {
  const { postgres, broker, ...services } = ports;
  return {
    ...services,
    ...(databaseUrl === undefined && { postgres }),
    ...(kafkaBrokers === undefined && { broker }),
  };
}

/** Removes an installation's data, and nothing that is not an installation's. */
async function removeData(dataFolder: string): Promise<void> {
  const content: readonly string[] = await readdir(dataFolder).catch(() => []);
  if (content.length > 0 && !content.includes(secretsFileName))
    throw new Error(`${dataFolder} holds no data of AI Collective, so --fresh does not delete it.`);
  await rm(postgresFolder(path.join(dataFolder, 'postgres')), { recursive: true, force: true });
  await rm(dataFolder, { recursive: true, force: true });
}

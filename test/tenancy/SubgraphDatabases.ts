import { migrations as computeMigrations } from '@ai-collective/compute';
import { subgraphNames, type SubgraphName } from '@ai-collective/contracts';
import { migrations as governanceMigrations } from '@ai-collective/governance';
import { migrations as identityMigrations } from '@ai-collective/identity';
import { createLogger, openDatabase, type Database, type NamedMigration } from '@ai-collective/platform';
import { createTestDatabase, type TestDatabase } from '@ai-collective/platform/testing';
import { migrations as storageMigrations } from '@ai-collective/storage';

const migrations: Readonly<Record<SubgraphName, readonly NamedMigration[]>> = {
  identity: identityMigrations,
  compute: computeMigrations,
  storage: storageMigrations,
  governance: governanceMigrations,
};

/** Every subgraph's schema in one database, migrated by its own migrations, and its service's door to it. */
export class SubgraphDatabases {
  private constructor(
    private readonly server: TestDatabase,
    private readonly doors: ReadonlyMap<SubgraphName, Database>,
  ) {}

  static async open(): Promise<SubgraphDatabases> {
    const server = await createTestDatabase();
    const doors = new Map<SubgraphName, Database>();
    for (const service of subgraphNames)
      doors.set(
        service,
        await openDatabase({
          service,
          url: server.serviceUrl(service),
          ownerUrl: server.ownerUrl,
          entities: [],
          migrations: migrations[service],
          log: createLogger({ service, level: 'silent' }),
          pool: 2,
        }),
      );
    return new SubgraphDatabases(server, doors);
  }

  /** As the service connects. */
  door(service: SubgraphName): Database {
    const door = this.doors.get(service);
    if (door === undefined) throw new Error(`there is no database of ${service}`);
    return door;
  }

  /** The role the service connects as. */
  roleOf(service: SubgraphName): string {
    return new URL(this.server.serviceUrl(service)).username;
  }

  serviceUrl(service: SubgraphName): string {
    return this.server.serviceUrl(service);
  }

  /** The rows of a statement, run in the service's schema by a superuser whom no policy stops. */
  async asOwner<Row>(service: SubgraphName, statement: string): Promise<readonly Row[]> {
    return (await this.server.asOwner(service, statement)) as unknown as readonly Row[];
  }

  async close(): Promise<void> {
    await Promise.all([...this.doors.values()].map((door) => door.close()));
    await this.server.drop();
  }
}

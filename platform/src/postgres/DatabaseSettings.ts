import type { Migration } from '@mikro-orm/migrations';
import type { Options } from '@mikro-orm/postgresql';
import type { Logger } from '../telemetry/createLogger.js';

/** A migration by name; names sort in the order they run and never change once released. */
export interface NamedMigration {
  readonly name: string;
  readonly class: new (...parameters: ConstructorParameters<typeof Migration>) => Migration;
}

export interface DatabaseSettings {
  /** Also the name of the schema that holds the service's tables. */
  readonly service: string;
  readonly url: string;
  readonly ownerUrl?: string | undefined;
  readonly pool?: number | undefined;
  readonly entities: NonNullable<Options['entities']>;
  readonly migrations: readonly NamedMigration[];
  readonly log: Logger;
}

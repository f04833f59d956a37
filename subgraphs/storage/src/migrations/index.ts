import type { NamedMigration } from '@ai-collective/platform';
import { CreateBlobs } from './CreateBlobs.js';

/** Every migration of storage, in order. Names never change once released. */
export const migrations: readonly NamedMigration[] = [{ name: '0001-create-blobs', class: CreateBlobs }];

import { loadConfig } from '@ai-collective/platform/runtime';
import { z } from 'zod';

const schema = z.object({
  POSTGRES_FOLDER: z.string().min(1).describe('folder of the cluster'),
  POSTGRES_PORT: z.coerce.number().int().min(1).max(65_535).describe('port on 127.0.0.1'),
  POSTGRES_PASSWORD: z.string().min(8).describe('password of the role postgres'),
});

/** The options of the process that hosts the embedded PostgreSQL. */
export function postgresConfig() {
  return loadConfig(schema);
}

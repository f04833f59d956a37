import { request, type Connection } from '@ai-collective/cli';
import { z } from 'zod';

const fleetSchema = z.object({ id: z.string() });

/** The fleet jobs go to when they name none, made when there is none yet. Answers its id. */
export async function ensureFleet(connection: Connection, name: string): Promise<string> {
  const { defaultFleet } = await request(connection, {
    query: '{ defaultFleet { id } }',
    data: z.object({ defaultFleet: fleetSchema.nullable() }),
  });
  if (defaultFleet !== null) return defaultFleet.id;
  const { createFleet } = await request(connection, {
    query: 'mutation Fleet($input: CreateFleetInput!) { createFleet(input: $input) { id } }',
    variables: { input: { name } },
    data: z.object({ createFleet: fleetSchema }),
  });
  return createFleet.id;
}

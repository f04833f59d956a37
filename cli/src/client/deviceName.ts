import { z } from 'zod';
import type { Connection } from './Connection.js';
import { request } from './request.js';

const devicesSchema = z.object({
  devices: z.object({ edges: z.array(z.object({ node: z.object({ id: z.string(), name: z.string() }) })) }),
});

/** What people call a device of the community; its id when it is not among the first hundred. */
export async function deviceName(connection: Connection, deviceId: string): Promise<string> {
  const { devices } = await request(connection, {
    query: '{ devices(first: 100) { edges { node { id name } } } }',
    data: devicesSchema,
  });
  return devices.edges.find(({ node }) => node.id === deviceId)?.node.name ?? deviceId;
}

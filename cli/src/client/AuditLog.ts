import { z } from 'zod';
import type { Connection } from './Connection.js';
import { request } from './request.js';

const checkpointSchema = z.object({ size: z.int(), note: z.string(), key: z.string() });

const recordSchema = z.object({
  id: z.string(),
  sequence: z.int(),
  action: z.string(),
  commitment: z.string(),
  salt: z.string().nullable(),
  body: z.string().nullable(),
});

export type LoggedRecord = z.infer<typeof recordSchema>;

const pageSchema = z.object({
  auditRecords: z.object({
    edges: z.array(z.object({ node: recordSchema })),
    pageInfo: z.object({ hasNextPage: z.boolean(), endCursor: z.string().nullable() }),
  }),
});

/** What was signed last of the community's log, and by which key the gateway says that it was. */
export async function signedLog(connection: Connection): Promise<z.infer<typeof checkpointSchema>> {
  const { auditCheckpoint } = await request(connection, {
    query: '{ auditCheckpoint { size note key } }',
    data: z.object({ auditCheckpoint: checkpointSchema }),
  });
  return auditCheckpoint;
}

/** The community's log, newest first, a hundred records at a time. */
export async function* logPages(
  connection: Connection,
  signal: AbortSignal,
): AsyncGenerator<readonly LoggedRecord[]> {
  let after: string | null = null;
  for (;;) {
    signal.throwIfAborted();
    const { auditRecords }: z.infer<typeof pageSchema> = await request(connection, {
      query: `query Log($after: String) { auditRecords(first: 100, after: $after) {
        edges { node { id sequence action commitment salt body } } pageInfo { hasNextPage endCursor }
      } }`,
      variables: { after },
      data: pageSchema,
    });
    yield auditRecords.edges.map(({ node }) => node);
    after = auditRecords.pageInfo.endCursor;
    if (!auditRecords.pageInfo.hasNextPage || after === null) return;
  }
}

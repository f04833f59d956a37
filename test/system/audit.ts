import { z } from 'zod';
import type { Api } from './Api.js';

const recordsSchema = z.object({
  auditRecords: z.object({ edges: z.array(z.object({ node: z.object({ resourceId: z.string() }) })) }),
});

/** The audit log's newest records of an action on something, 100 records of the action at most. */
export async function auditCount(api: Api, action: string, resourceId: string): Promise<number> {
  const { auditRecords } = await api.ask(recordsSchema, {
    query: `query Audit($action: String!) {
      auditRecords(first: 100, action: $action) { edges { node { resourceId } } }
    }`,
    variables: { action },
  });
  return auditRecords.edges.filter(({ node }) => node.resourceId === resourceId).length;
}

/** Whether the audit log's hash chain is whole. */
export async function auditIsIntact(api: Api): Promise<boolean> {
  const { auditVerdict } = await api.ask(z.object({ auditVerdict: z.object({ intact: z.boolean() }) }), {
    query: '{ auditVerdict { intact } }',
  });
  return auditVerdict.intact;
}

import { createHash } from 'node:crypto';
import { canonicalJson, type JsonValue, type TaskInput } from '@ai-collective/contracts';
import { inSlices } from './inSlices.js';

interface DigestedRequest {
  readonly modelVersionId: string;
  readonly fleetId: string;
  readonly priority: number;
  /** As ISO 8601. */
  readonly deadline?: string;
  /** Of a chain. */
  readonly steps?: readonly JsonValue[];
  /** What was asked for of its placement; empty for nothing, so that such a request has the digest it always had. */
  readonly placement?: Readonly<Record<string, JsonValue>>;
}

/**
 * A digest of everything that makes two submissions the same job: what, where, for whom, how urgent, until when, on which inputs. It is that of
 * their canonical JSON, put together slice by slice.
 */
export async function requestDigest(
  request: DigestedRequest & { readonly inputs: readonly TaskInput[] },
): Promise<string> {
  const { fleetId, inputs, deadline, placement, ...rest } = request;
  const first = deadline === undefined ? '{' : `{"deadline":${canonicalJson(deadline)},`;
  const hash = createHash('sha256').update(`${first}"fleetId":${canonicalJson(fleetId)},"inputs":[`);
  for await (const { start, items } of inSlices(inputs))
    hash.update(`${start === 0 ? '' : ','}${items.map(canonicalJson).join(',')}`);
  return hash.update(`],${canonicalJson({ ...rest, ...placement }).slice(1)}`).digest('hex');
}

/** The same of a job whose items are in a blob, which is named by its content. */
export function fileRequestDigest({
  placement,
  ...request
}: DigestedRequest & { readonly itemsBlob: string }): string {
  return createHash('sha256')
    .update(canonicalJson({ ...request, ...placement }))
    .digest('hex');
}

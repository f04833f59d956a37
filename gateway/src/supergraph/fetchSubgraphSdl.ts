import { z } from 'zod';
import { Cancellation } from '../engine/transport/Cancellation.js';
import type { SubgraphTransport } from '../engine/transport/SubgraphTransport.js';

const sdlAnswerSchema = z.object({ data: z.object({ _service: z.object({ sdl: z.string().min(1) }) }) });

const query = '{ _service { sdl } }';
const timeoutMs = 5_000;

/** Asks a subgraph for its schema. Rejects when it cannot be reached or does not give one. */
export async function fetchSubgraphSdl<Context>(
  transport: SubgraphTransport<Context>,
  context: Context,
): Promise<string> {
  const answer = await transport.fetch({
    query,
    variables: {},
    body: JSON.stringify({ query }),
    operationKind: 'query',
    context,
    cancellation: Cancellation.from(AbortSignal.timeout(timeoutMs)),
  });
  return sdlAnswerSchema.parse(answer).data._service.sdl;
}

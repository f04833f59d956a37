import { z } from 'zod';
import type { Api, Operation } from './Api.js';
import { storeBytes } from './uploads.js';

const idSchema = z.object({ id: z.string() });

/** Registers a model and answers its id. */
export async function createModel(api: Api, slug: string): Promise<string> {
  const { createModel: model } = await api.ask(z.object({ createModel: idSchema }), {
    query: 'mutation Model($input: CreateModelInput!) { createModel(input: $input) { id } }',
    variables: { input: { slug, name: slug } },
  });
  return model.id;
}

/** The operation that publishes one ONNX file as a version for the tensor runner. */
export function publishing(modelId: string, cid: string): Operation {
  return {
    query: `mutation Publish($input: PublishModelVersionInput!) {
      publishModelVersion(input: $input) { id number inputs { name dtype } outputs { name } }
    }`,
    variables: {
      input: { modelId, runner: 'tensor', licence: 'CC0-1.0', artifacts: [{ role: 'model', cid }] },
    },
  };
}

/** Registers a model with one version for the tensor runner and answers the model's id. */
export async function publishModel(api: Api, slug: string, onnx: Uint8Array): Promise<string> {
  const modelId = await createModel(api, slug);
  const cid = await storeBytes(api, onnx);
  await api.ask(
    z.object({ publishModelVersion: z.looseObject({ id: z.string() }) }),
    publishing(modelId, cid),
  );
  return modelId;
}

import { request, uploadFile, type Connection } from '@ai-collective/cli';
import { z } from 'zod';
import { ocrModelFiles } from './ocrModelFiles.js';

/** The slug under which the text recognition model is found. */
export const ocrModelSlug = 'ocr';

const modelSchema = z.object({ id: z.string(), newestVersion: z.object({ id: z.string() }).nullable() });

/** Publishes the text recognition model that comes with the project, unless the community has it already. */
export async function ensureOcrModel(connection: Connection): Promise<void> {
  const { model } = await request(connection, {
    query: 'query Model($slug: String!) { model(slug: $slug) { id newestVersion { id } } }',
    variables: { slug: ocrModelSlug },
    data: z.object({ model: modelSchema.nullable() }),
  });
  if (model?.newestVersion != null) return;
  const modelId = model?.id ?? (await createModel(connection));
  const artifacts = [];
  for (const { role, file } of ocrModelFiles())
    artifacts.push({ role, cid: await uploadFile(connection, file) });
  await request(connection, {
    query:
      'mutation Publish($input: PublishModelVersionInput!) { publishModelVersion(input: $input) { id } }',
    variables: { input: { modelId, runner: 'ocr', artifacts, licence: 'Apache-2.0' } },
    data: z.object({ publishModelVersion: z.object({ id: z.string() }) }),
    timeoutMs: 60_000,
  });
}

async function createModel(connection: Connection): Promise<string> {
  const { createModel: model } = await request(connection, {
    query: 'mutation Model($input: CreateModelInput!) { createModel(input: $input) { id } }',
    variables: {
      input: {
        slug: ocrModelSlug,
        name: 'PP-OCR v4',
        description: 'Reads the text in a picture (PNG, JPEG, WebP). Input: image.',
      },
    },
    data: z.object({ createModel: z.object({ id: z.string() }) }),
  });
  return model.id;
}

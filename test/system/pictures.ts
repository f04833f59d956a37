import { readFile } from 'node:fs/promises';
import path from 'node:path';
import sharp from 'sharp';
import { z } from 'zod';
import { ensureOcrModel, ocrModelSlug } from '@ai-collective/local';
import type { Api, Operation } from './Api.js';
import { projectRoot } from './TestSystem.js';
import { storeBytes } from './uploads.js';

/** The picture that comes with the project, and its first line. */
export const welcomePicture = path.join(projectRoot, 'deploy/local/pictures/welcome.png');
export const welcomeText = 'Welcome to AI Collective';

/** A real PNG of 50 megapixels of one colour: small to send, large to decode. */
export function vastPicture(): Promise<Buffer> {
  const create = { width: 10_000, height: 5_000, channels: 3, background: '#fff' } as const;
  return sharp({ create, limitInputPixels: false }).png({ compressionLevel: 1 }).toBuffer();
}

/** The operation that reads a picture. */
export function reading(cid: string): Operation {
  return {
    query: `mutation Infer($input: InferInput!) {
      infer(input: $input, waitMs: 60000) { finished text job { id } }
    }`,
    variables: { input: { model: ocrModelSlug, inputs: [{ name: 'image', blob: cid }] } },
    timeoutMs: 75_000,
  };
}

/** Has the project's own picture read, publishing the model first where it is missing. Answers the text. */
export async function readWelcome(api: Api): Promise<string> {
  await ensureOcrModel(api.connection);
  const cid = await storeBytes(api, await readFile(welcomePicture));
  const { infer } = await api.ask(
    z.object({ infer: z.object({ finished: z.literal(true), text: z.string() }) }),
    reading(cid),
  );
  return infer.text;
}

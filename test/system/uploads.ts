import { z } from 'zod';
import type { Api } from './Api.js';

const uploadSchema = z.object({ createUpload: z.object({ url: z.string(), maxBytes: z.number() }) });

/** Asks for an upload URL. */
export async function createUpload(api: Api, input: Readonly<Record<string, unknown>> = {}): Promise<string> {
  const { createUpload: upload } = await api.ask(uploadSchema, {
    query: 'mutation Upload($input: CreateUploadInput!) { createUpload(input: $input) { url maxBytes } }',
    variables: { input },
  });
  return upload.url;
}

/** Stores bytes in the community and answers their CID. */
export async function storeBytes(api: Api, bytes: Uint8Array): Promise<string> {
  const url = await createUpload(api, { bytes: bytes.byteLength });
  const response = await fetch(url, { method: 'PUT', body: bytes });
  if (response.status !== 201) throw new Error(`The upload was refused: ${await response.text()}`);
  return z.object({ cid: z.string() }).parse(await response.json()).cid;
}

/** Reads a blob back through the URL the API gives for it; undefined when the community has no such blob. */
export async function fetchBlob(api: Api, cid: string): Promise<Buffer | undefined> {
  const { blob } = await api.ask(z.object({ blob: z.object({ downloadUrl: z.string() }).nullable() }), {
    query: 'query Blob($cid: ID!) { blob(cid: $cid) { downloadUrl } }',
    variables: { cid },
  });
  if (blob === null) return undefined;
  const response = await fetch(blob.downloadUrl);
  if (!response.ok) throw new Error(`The download was refused: ${response.status}`);
  return Buffer.from(await response.arrayBuffer());
}

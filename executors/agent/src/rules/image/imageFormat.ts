/** What the first bytes of a file say it is. */
export type ImageFormat = 'png' | 'jpeg' | 'webp' | 'unsupported' | 'unknown';

const signatures: readonly (readonly [ImageFormat, offset: number, bytes: string])[] = [
  ['png', 0, '\x89PNG\r\n\x1a\n'],
  ['jpeg', 0, '\xff\xd8\xff'],
  ['webp', 8, 'WEBP'],
  ['unsupported', 0, 'GIF8'],
  ['unsupported', 0, 'BM'],
  ['unsupported', 0, 'II*\0'],
  ['unsupported', 0, 'MM\0*'],
  ['unsupported', 0, '%PDF'],
  ['unsupported', 0, '<svg'],
  ['unsupported', 0, '<?xml'],
  ['unsupported', 4, 'ftyp'],
  ['unsupported', 0, '\xff\x0a'],
  ['unsupported', 4, 'JXL '],
];

/**
 * Tells a picture's format by its first bytes, so that no decoder but the three we trust ever sees a
 * stranger's file. `unsupported` is a picture of another kind, `unknown` no picture we know of.
 */
export function imageFormat(bytes: Uint8Array): ImageFormat {
  const head = String.fromCharCode(...bytes.subarray(0, 16));
  const found = signatures.find(([, offset, signature]) => head.startsWith(signature, offset));
  if (found?.[0] === 'webp' && !head.startsWith('RIFF')) return 'unknown';
  return found?.[0] ?? 'unknown';
}

/** What the first bytes of a file say it is. */
export type AudioFormat = 'wav' | 'flac' | 'ogg' | 'unsupported' | 'unknown';

const signatures: readonly (readonly [AudioFormat, offset: number, bytes: string])[] = [
  ['flac', 0, 'fLaC'],
  ['ogg', 0, 'OggS'],
  ['unsupported', 0, 'ID3'],
  ['unsupported', 0, '\xff\xfb'],
  ['unsupported', 0, '\xff\xf1'],
  ['unsupported', 0, 'FORM'],
  ['unsupported', 0, 'caff'],
  ['unsupported', 0, '.snd'],
  ['unsupported', 0, 'RF64'],
  ['unsupported', 0, '\x1a\x45\xdf\xa3'],
  ['unsupported', 4, 'ftyp'],
];

/** Tells a sound file's format. `unsupported` is one of another kind, `unknown` none we know of. */
export function audioFormat(bytes: Uint8Array): AudioFormat {
  const head = String.fromCharCode(...bytes.subarray(0, 12));
  if (head.startsWith('RIFF') && head.startsWith('WAVE', 8)) return 'wav';
  return signatures.find(([, offset, signature]) => head.startsWith(signature, offset))?.[0] ?? 'unknown';
}

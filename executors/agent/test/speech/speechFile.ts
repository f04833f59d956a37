import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

export type SpeechFile =
  'speech.wav' | 'speech.flac' | 'speech.opus' | 'stereo-44100.flac' | 'fixed-8000.flac';

/** A recording of this folder. */
export function speechFile(name: SpeechFile): Promise<Buffer> {
  return readFile(join(import.meta.dirname, name));
}

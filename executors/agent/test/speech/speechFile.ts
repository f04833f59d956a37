import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

export type SpeechFile =
  | 'speech.wav'
  | 'speech.flac'
  | 'speech.opus'
  | 'stereo-44100.flac'
  | 'mid-side-44100.flac'
  | 'fixed-8000.flac';

/** Path of a recording of this folder. */
export function speechPath(name: SpeechFile): string {
  return join(import.meta.dirname, name);
}

/** A recording of this folder. */
export function speechFile(name: SpeechFile): Promise<Buffer> {
  return readFile(speechPath(name));
}

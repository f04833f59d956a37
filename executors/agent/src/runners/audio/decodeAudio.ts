import { inputFailure } from '../../failures/TaskFailed.js';
import { audioFormat } from '../../rules/audio/audioFormat.js';
import { decodeFlac } from '../../rules/audio/decodeFlac.js';
import { decodeWav } from '../../rules/audio/decodeWav.js';
import { AudioRefused, damaged, type MonoAudio } from '../../rules/audio/MonoAudio.js';
import { decodeOggOpus } from './decodeOggOpus.js';

/**
 * Decodes a WAV, FLAC or Ogg Opus file of ten minutes at most to one channel.
 * Throws input failures: AUDIO_UNREADABLE, AUDIO_FORMAT_UNSUPPORTED, AUDIO_TOO_LONG.
 */
export async function decodeAudio(bytes: Uint8Array): Promise<MonoAudio> {
  try {
    const audio = await decode(bytes);
    if (audio.samples.length === 0) throw damaged('it holds no samples');
    return audio;
  } catch (error) {
    if (error instanceof AudioRefused) throw inputFailure(error.code, error.message, error);
    throw error;
  }
}

async function decode(bytes: Uint8Array): Promise<MonoAudio> {
  switch (audioFormat(bytes)) {
    case 'wav':
      return decodeWav(bytes);
    case 'flac':
      return decodeFlac(bytes);
    case 'ogg':
      return decodeOggOpus(bytes);
    case 'unsupported':
      throw new AudioRefused(
        'AUDIO_FORMAT_UNSUPPORTED',
        'This sound format is not supported. Send WAV, FLAC or Ogg Opus.',
      );
    case 'unknown':
      throw new AudioRefused('AUDIO_UNREADABLE', 'The file is no sound file. Send WAV, FLAC or Ogg Opus.');
  }
}

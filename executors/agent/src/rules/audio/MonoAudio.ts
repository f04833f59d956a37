/** Sound of one channel: samples −1…1. */
export interface MonoAudio {
  /** Samples a second. */
  readonly sampleRate: number;
  readonly samples: Float32Array;
}

/** Longest sound, in seconds. */
export const audioSecondsLimit = 600;

/** Most samples of a channel, at the rate of the file: ten minutes at 48 kHz take 115 MB in memory. */
export const audioSamplesLimit = 48_000 * audioSecondsLimit;

export type AudioComplaint = 'AUDIO_UNREADABLE' | 'AUDIO_FORMAT_UNSUPPORTED' | 'AUDIO_TOO_LONG';

/** Thrown by decoders: what is wrong with a sound file, in words for whoever sent it. */
export class AudioRefused extends Error {
  readonly code: AudioComplaint;

  constructor(code: AudioComplaint, message: string) {
    super(message);
    this.name = 'AudioRefused';
    this.code = code;
  }
}

/** A file that is cut off or not what it says it is. */
export function damaged(what: string): AudioRefused {
  return new AudioRefused('AUDIO_UNREADABLE', `The sound file is damaged: ${what}.`);
}

/** Throws AUDIO_TOO_LONG, or AUDIO_FORMAT_UNSUPPORTED for a rate nobody records at. */
export function requireBounds(samples: number, sampleRate: number): void {
  if (sampleRate < 4_000 || sampleRate > 384_000) {
    throw new AudioRefused(
      'AUDIO_FORMAT_UNSUPPORTED',
      `The sound has ${sampleRate} samples a second; 4,000 to 384,000 are supported.`,
    );
  }
  if (samples > audioSamplesLimit || samples > audioSecondsLimit * sampleRate) {
    throw new AudioRefused(
      'AUDIO_TOO_LONG',
      `The sound is longer than ${audioSecondsLimit} seconds or ${audioSamplesLimit} samples.`,
    );
  }
}

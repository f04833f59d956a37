export interface WavForm {
  readonly bits: 8 | 16 | 24 | 32 | 64;
  readonly float?: boolean;
  readonly channels?: number;
  readonly sampleRate?: number;
  readonly extensible?: boolean;
}

/** A WAV file of samples −1…1, interleaved. */
export function wavFile(samples: ArrayLike<number>, form: WavForm): Buffer {
  const { bits, float = false, channels = 1, sampleRate = 16_000, extensible = false } = form;
  const data = Buffer.alloc((samples.length * bits) / 8);
  for (const [index, sample] of Array.from(samples).entries())
    write(data, { at: (index * bits) / 8, sample, bits, float });
  const format = Buffer.alloc(extensible ? 40 : 16);
  const code = float ? 3 : 1;
  format.writeUInt16LE(extensible ? 0xfffe : code, 0);
  format.writeUInt16LE(channels, 2);
  format.writeUInt32LE(sampleRate, 4);
  format.writeUInt32LE((sampleRate * channels * bits) / 8, 8);
  format.writeUInt16LE((channels * bits) / 8, 12);
  format.writeUInt16LE(bits, 14);
  if (extensible) format.writeUInt16LE(code, 24);
  // An odd chunk of no interest comes between.
  const body = [chunk('fmt ', format), chunk('note', Buffer.from('odd')), chunk('data', data)];
  return chunk('RIFF', Buffer.concat([Buffer.from('WAVE'), ...body]));
}

function chunk(id: string, content: Buffer): Buffer {
  const head = Buffer.from(`${id}....`);
  head.writeUInt32LE(content.length, 4);
  return Buffer.concat([head, content, Buffer.alloc(content.length % 2)]);
}

interface Written {
  readonly at: number;
  readonly sample: number;
  readonly bits: WavForm['bits'];
  readonly float: boolean;
}

function write(data: Buffer, { at, sample, bits, float }: Written): void {
  if (float && bits === 32) data.writeFloatLE(sample, at);
  else if (bits === 64) data.writeDoubleLE(sample, at);
  else if (bits === 8) data.writeUInt8(Math.round(sample * 127) + 128, at);
  else data.writeIntLE(Math.round(sample * (2 ** (bits - 1) - 1)), at, bits / 8);
}

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MalformedModel } from '../../src/onnx/MalformedModel.js';
import { readModel } from '../../src/onnx/readModel.js';
import { readModelFile } from '../../src/onnx/readModelFile.js';
import { addition, onnxBytes } from '../onnxBuilder.js';

let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'aic-test-'));
});
afterAll(() => rm(directory, { recursive: true }));

describe('readModelFile', () => {
  it('reads in a thread what readModel reads', async () => {
    const path = join(directory, 'sound.onnx');
    await writeFile(path, onnxBytes());
    expect(await readModelFile(path)).toEqual(readModel(onnxBytes()));
  });

  it('calls a malformed file malformed', async () => {
    const path = join(directory, 'bad.onnx');
    await writeFile(path, 'nothing of the kind');
    await expect(readModelFile(path)).rejects.toThrow(MalformedModel);
  });

  it('says that a file is not there', async () => {
    await expect(readModelFile(join(directory, 'missing'))).rejects.toThrow(/ENOENT/);
  });

  it('does not block the event loop on a model with many nodes', async () => {
    const path = join(directory, 'many.onnx');
    await writeFile(path, Buffer.concat([onnxBytes(), manyNodes(1_000_000)]));
    let turns = 0;
    const timer = setInterval(() => turns++, 5);
    const { nodes } = await readModelFile(path);
    clearInterval(timer);
    expect(nodes).toBe(1_000_001);
    expect(turns).toBeGreaterThan(5);
  });
});

/** More of the main graph: protobuf joins messages given in parts. A node of no fields is two bytes. */
function manyNodes(count: number): Buffer {
  const nodes = Buffer.alloc(count * 2, Buffer.from([0x0a, 0x00]));
  const part = onnxBytes(addition, { ir_version: 0, opset_import: [] });
  const tag = part.subarray(0, 1);
  const length: number[] = [];
  for (let rest = nodes.length; ; rest >>>= 7) {
    if (rest < 128) {
      length.push(rest);
      break;
    }
    length.push((rest & 127) | 128);
  }
  return Buffer.concat([tag, Buffer.from(length), nodes]);
}

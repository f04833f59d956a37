import type { RunnerName } from '@ai-collective/contracts';
import type { DeclaredTensor } from '../onnx/ModelFacts.js';

/** An input of a task, as its model version takes it. */
export interface TaskInputDeclaration {
  readonly name: string;
  /** TENSOR: a tensor in place, or a blob of its raw elements. BLOB: a file, such as an image. */
  readonly accepts: 'TENSOR' | 'BLOB';
  readonly dtype: string | null;
  readonly shape: DeclaredTensor['shape'];
  /** Of an item of a chain: later steps take it, so it is kept, and has to be small where it is in place. */
  readonly isKept?: boolean;
}

interface ReadArtifact {
  readonly role: string;
  readonly inputs: readonly DeclaredTensor[];
  readonly outputs: readonly DeclaredTensor[];
}

const blobNamed = (name: string): TaskInputDeclaration => ({
  name,
  accepts: 'BLOB',
  dtype: null,
  shape: null,
});

/** What tasks of a runner take: the model's own inputs for `tensor`, a file for the others; a text also in place, as its bytes. */
export function runnerInputs(
  runner: RunnerName,
  artifacts: readonly ReadArtifact[],
): readonly TaskInputDeclaration[] {
  switch (runner) {
    case 'tensor':
      return modelOf(artifacts).inputs.map((input) => ({ ...input, accepts: 'TENSOR' }));
    case 'ocr':
    case 'image-classification':
      return [blobNamed('image')];
    case 'voice-activity-detection':
      return [blobNamed('audio')];
    case 'text-classification':
      return [{ name: 'text', accepts: 'TENSOR', dtype: 'uint8', shape: [null] }];
  }
}

/** The tensors a task gives back: the model's own for `tensor`; the other runners give none. */
export function runnerOutputs(
  runner: RunnerName,
  artifacts: readonly ReadArtifact[],
): readonly DeclaredTensor[] {
  switch (runner) {
    case 'tensor':
      return modelOf(artifacts).outputs;
    case 'ocr':
    case 'voice-activity-detection':
    case 'image-classification':
    case 'text-classification':
      return [];
  }
}

function modelOf(artifacts: readonly ReadArtifact[]): Pick<ReadArtifact, 'inputs' | 'outputs'> {
  return artifacts.find(({ role }) => role === 'model') ?? { inputs: [], outputs: [] };
}

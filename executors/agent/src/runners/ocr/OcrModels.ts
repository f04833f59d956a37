import { readFile } from 'node:fs/promises';
import { type InferenceSession, Tensor } from 'onnxruntime-node';
import { type DecodedText, decodeCtc, parseCharacters } from '../../rules/ocr/decodeCtc.js';
import type { Grid } from '../../rules/ocr/connectedRegions.js';
import type { Size } from '../../rules/ocr/detectionSize.js';
import { lineHeight, orientationWidth } from '../../rules/ocr/lineGeometry.js';
import { artifactPath, openSession } from '../openSession.js';
import { modelFailure } from '../../failures/TaskFailed.js';
import type { ArtifactPaths } from '../runner.js';
import type { LineTensor } from './lineTensor.js';

interface OcrParts {
  readonly detector: InferenceSession;
  readonly recogniser: InferenceSession;
  readonly characters: readonly string[];
  /** Tells a line that stands on its head; null when the model version has none. */
  readonly orienter: InferenceSession | null;
}

/** The networks of PP-OCR and the characters its recogniser knows. */
export class OcrModels {
  readonly #detector: InferenceSession;
  readonly #recogniser: InferenceSession;
  readonly #characters: readonly string[];
  readonly #orienter: InferenceSession | null;

  private constructor({ detector, recogniser, characters, orienter }: OcrParts) {
    this.#detector = detector;
    this.#recogniser = recogniser;
    this.#characters = characters;
    this.#orienter = orienter;
  }

  /** Opens the roles `detection`, `recognition`, `characters` and, where it is there, `orientation`. Throws coded model failures. */
  static async load(artifacts: ArtifactPaths, options: InferenceSession.SessionOptions): Promise<OcrModels> {
    const characters = parseCharacters(await readFile(artifactPath(artifacts, 'characters'), 'utf8'));
    const detector = await openSession(artifacts, 'detection', options);
    const recogniser = await openSession(artifacts, 'recognition', options);
    const orienter =
      artifacts.orientation === undefined ? null : await openSession(artifacts, 'orientation', options);
    return new OcrModels({ detector, recogniser, characters, orienter });
  }

  /** Where text is likely: a probability for each pixel of the detector's input. */
  async detect(values: Float32Array, { width, height }: Size): Promise<Grid> {
    const scores = await runImage(this.#detector, new Tensor('float32', values, [1, 3, height, width]));
    return { width, height, values: scores.values };
  }

  /** The text of one line. */
  async recognise({ values, width }: LineTensor): Promise<DecodedText> {
    const scores = await runImage(this.#recogniser, new Tensor('float32', values, [1, 3, lineHeight, width]));
    const [, steps = 0, classes = 0] = scores.shape;
    if (classes !== this.#characters.length) {
      throw modelFailure(
        'MODEL_CHARACTERS_MISMATCH',
        `The recognition model has ${classes} classes, its characters file makes ${this.#characters.length}.`,
      );
    }
    return decodeCtc({ steps, classes, values: scores.values }, this.#characters);
  }

  /** Whether lines can be asked for which way up they are. */
  get orients(): boolean {
    return this.#orienter !== null;
  }

  /** How likely a line stands on its head; 0 without a network for it. */
  async upsideDown({ values, width }: LineTensor): Promise<number> {
    if (this.#orienter === null) return 0;
    const scores = await runImage(this.#orienter, new Tensor('float32', values, [1, 3, lineHeight, width]));
    if (scores.values.length !== 2) {
      throw modelFailure(
        'MODEL_OUTPUT_UNEXPECTED',
        'The orientation model does not tell two ways up as a PP-OCR model does.',
      );
    }
    return scores.values[1] ?? 0;
  }

  /** Runs the networks once on nothing, so that the first task does not pay for their first buffers. */
  async warmUp(): Promise<void> {
    const size = { width: 64, height: 64 };
    await this.detect(new Float32Array(3 * size.width * size.height), size);
    await this.recognise({ width: 64, values: new Float32Array(3 * lineHeight * 64) });
    await this.upsideDown({
      width: orientationWidth,
      values: new Float32Array(3 * lineHeight * orientationWidth),
    });
  }

  /** Frees the networks. */
  async dispose(): Promise<void> {
    await this.#orienter?.release();
    await this.#detector.release();
    await this.#recogniser.release();
  }
}

interface Scores {
  readonly shape: readonly number[];
  readonly values: Float32Array;
}

async function runImage(session: InferenceSession, tensor: Tensor): Promise<Scores> {
  const [input, output] = [session.inputNames[0], session.outputNames[0]];
  const results = input === undefined ? {} : await session.run({ [input]: tensor });
  const scores = output === undefined ? undefined : results[output];
  if (!(scores?.data instanceof Float32Array)) {
    throw modelFailure(
      'MODEL_OUTPUT_UNEXPECTED',
      'The model does not answer with one float32 tensor as a PP-OCR model does.',
    );
  }
  return { shape: scores.dims, values: scores.data };
}

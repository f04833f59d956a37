import { type ImagePreprocessing, imagePreprocessingSchema } from '@ai-collective/contracts';
import { Tensor } from 'onnxruntime-node';
import sharp from 'sharp';
import { inputSize, pictureFit } from '../../rules/image/pictureFit.js';
import { declaredLayout, type PixelLayout, pixelShape, pixelTensor } from '../../rules/image/pixelTensor.js';
import { modelFailure } from '../../failures/TaskFailed.js';
import { readPreprocessing } from '../classification/readPreprocessing.js';
import { ScoringModel } from '../classification/ScoringModel.js';
import { inputBlob } from '../inputBlob.js';
import type { ArtifactPaths, Runner } from '../runner.js';
import { decodeImage, type RgbImage } from './decodeImage.js';

/** Says what a picture shows with a network of one image input; answers with a `ClassificationResult`. */
export const imageClassificationRunner: Runner = {
  name: 'image-classification',
  async load(artifacts, options) {
    const settings = await settingsOf(artifacts);
    const model = await ScoringModel.load(artifacts, options);
    try {
      const { name, layout } = pictureInput(model, settings);
      const classify = async (image: RgbImage) =>
        model.classify({ [name]: await pictureTensor(image, layout, settings) });
      await classify({ width: 1, height: 1, pixels: new Uint8Array(3) });
      return {
        run: async (input, blobs) => classify(await decodeImage(inputBlob(input, blobs, 'image'))),
        dispose: () => model.dispose(),
      };
    } catch (error) {
      await model.dispose();
      throw error;
    }
  },
};

async function settingsOf({ preprocessing }: ArtifactPaths): Promise<ImagePreprocessing> {
  return preprocessing === undefined
    ? imagePreprocessingSchema.parse({})
    : readPreprocessing(preprocessing, imagePreprocessingSchema);
}

function pictureInput(model: ScoringModel, settings: ImagePreprocessing) {
  const [input] = model.inputs;
  const isFloat = input?.isTensor === true && input.type === 'float32';
  const declared = isFloat && model.inputs.length === 1 ? declaredLayout(input.shape) : null;
  const size = declared === null ? null : inputSize(declared, settings);
  if (input === undefined || declared === null || size === null) {
    throw modelFailure(
      'MODEL_INPUTS_UNEXPECTED',
      'The model does not take one float32 picture of 1 or 3 channels whose size it or its preprocessing file states.',
    );
  }
  return { name: input.name, layout: { channels: declared.channels, order: declared.order, ...size } };
}

async function pictureTensor(
  image: RgbImage,
  layout: PixelLayout,
  settings: ImagePreprocessing,
): Promise<Tensor> {
  const { scaled, size } = pictureFit(image, layout, settings);
  const raw = { width: image.width, height: image.height, channels: 3 } as const;
  const pixels = await sharp(image.pixels, { raw })
    .resize(scaled.width, scaled.height, { fit: 'fill', kernel: 'linear' })
    .extract({
      left: Math.floor((scaled.width - size.width) / 2),
      top: Math.floor((scaled.height - size.height) / 2),
      width: size.width,
      height: size.height,
    })
    .raw()
    .toBuffer();
  return new Tensor('float32', pixelTensor(pixels, layout, settings), [...pixelShape(layout)]);
}

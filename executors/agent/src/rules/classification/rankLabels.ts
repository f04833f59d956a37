import type { ClassificationResult } from '@ai-collective/contracts';

/** Labels a classification names at most. */
const topLabels = 5;

/** Whether numbers are probabilities already: none below 0, and 1 together. */
function areProbabilities(values: readonly number[]): boolean {
  const sum = values.reduce((total, value) => total + value, 0);
  return values.every((value) => value >= 0) && Math.abs(sum - 1) < 1e-3;
}

/**
 * Scores of classes that exclude each other, 0…1 with a sum of 1: the softmax of a network's numbers, or these
 * themselves when the network ends with a softmax.
 */
export function classScores(values: readonly number[]): readonly number[] {
  if (areProbabilities(values)) return values.map((value) => Math.min(1, value));
  const largest = values.reduce((a, b) => Math.max(a, b), -Infinity);
  const powers = values.map((value) => Math.exp(value - largest));
  const sum = powers.reduce((total, power) => total + power, 0);
  return powers.map((power) => power / sum);
}

/** The likeliest labels, best first; equal scores in the model's order. */
export function rankLabels(scores: readonly number[], labels: readonly string[]): ClassificationResult {
  const ranked = [...scores.keys()]
    .toSorted((a, b) => (scores[b] ?? 0) - (scores[a] ?? 0))
    .slice(0, topLabels)
    .map((index) => ({ label: labels[index] ?? String(index), score: scores[index] ?? 0 }));
  return { label: ranked[0]?.label ?? '', scores: ranked };
}

/** The labels of a file, one a line. */
export function parseLabels(file: string): readonly string[] {
  return file
    .replace(/\r?\n$/, '')
    .split(/\r?\n/)
    .map((line) => line.trim());
}

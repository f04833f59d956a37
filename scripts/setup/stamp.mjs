import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/**
 * What setup has done, by step: the fingerprint of that step's inputs. It lives in node_modules, so that it goes
 * when they go.
 * @typedef {Partial<Record<'dependencies' | 'types' | 'web', string>>} Stamp
 */

/** @param {string} root */
const stampPath = (root) => join(root, 'node_modules', '.aic-setup.json');

/**
 * Reads the stamp; an absent or damaged one is empty.
 * @param {string} root
 * @returns {Stamp}
 */
export function readStamp(root) {
  try {
    const value = JSON.parse(readFileSync(stampPath(root), 'utf8'));
    return value !== null && typeof value === 'object' && !Array.isArray(value) ? value : {};
  } catch {
    return {};
  }
}

/**
 * Records that one step is done. Written aside and renamed, so that a reader never sees half of it.
 * @param {string} root
 * @param {keyof Stamp} step
 * @param {string} value
 */
export function recordStep(root, step, value) {
  const path = stampPath(root);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(`${path}.${process.pid}`, JSON.stringify({ ...readStamp(root), [step]: value }));
  renameSync(`${path}.${process.pid}`, path);
}

import type { EngineError } from '../engine/EngineError.js';
import type { DeniedField } from './DeniedField.js';
import type { Obstacle } from './Grants.js';

/** Stable code of a field that the caller may not have. */
const code = 'UNAUTHORIZED_FIELD';

/** What to do about it. */
const advice: Readonly<Record<Obstacle, string>> = {
  UNAUTHENTICATED: ' Sign in first.',
  COMMUNITY_REQUIRED: ' Choose a community with the x-community header.',
  FORBIDDEN: '',
};

/**
 * One error for each denied path; `extensions.coordinates` says which fields of which types are meant, and
 * `extensions.reason` why, where that is known.
 */
export function denialErrors(denied: readonly DeniedField[], obstacle?: Obstacle): readonly EngineError[] {
  const hint = obstacle === undefined ? '' : advice[obstacle];
  return denied.map(({ path, coordinates }) => ({
    message: `You are not authorized to have ${coordinates.join(', ')}.${hint}`,
    path,
    extensions: { code, coordinates, ...(obstacle !== undefined && { reason: obstacle }) },
  }));
}

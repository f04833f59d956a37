import type { EngineError } from '../engine/EngineError.js';
import type { DeniedField } from './DeniedField.js';

/** Stable code of a field that the caller may not have. */
const code = 'UNAUTHORIZED_FIELD';

/** One error for each denied path; `extensions.coordinates` says which fields of which types are meant. */
export function denialErrors(denied: readonly DeniedField[]): readonly EngineError[] {
  return denied.map(({ path, coordinates }) => ({
    message: `You are not authorized to have ${coordinates.join(', ')}.`,
    path,
    extensions: { code, coordinates },
  }));
}

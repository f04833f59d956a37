import { defineErrors, errorWith } from '@ai-collective/platform';

/** Every code governance can answer with, besides those of the platform (FORBIDDEN, PASSPORT_REQUIRED, …). */
export const errors = defineErrors({
  NO_CHANGES: { status: 400, message: 'Say which parameters to change.' },
  PARAMETER_UNKNOWN: errorWith<{ name: string }>(
    400,
    ({ name }) => `There is no policy parameter "${name}".`,
  ),
  PARAMETER_TWICE: errorWith<{ name: string }>(
    400,
    ({ name }) => `The parameter "${name}" is changed twice.`,
  ),
  PARAMETER_OUT_OF_BOUNDS: errorWith<{ name: string; minimum: number; maximum: number }>(
    400,
    ({ name, minimum, maximum }) => `${name} must be a whole number from ${minimum} to ${maximum}.`,
  ),
  LOOSER_THAN_PARENT: errorWith<{ name: string; maximum: number } | { name: string; minimum: number }>(
    400,
    ({ name, ...bound }) =>
      'maximum' in bound
        ? `${name} can be ${bound.maximum} at most: a community around this one allows no more.`
        : `${name} must be ${bound.minimum} at least: a community around this one allows no less.`,
  ),
  RESIDENCY_INVALID: {
    status: 400,
    message:
      'A residency names at most 60 countries such as DE (ISO 3166-1), or parts of them such as DE-BY (ISO 3166-2).',
  },
  RESIDENCY_OUTSIDE_PARENT: errorWith<{ region: string; allowed: string }>(
    400,
    ({ region, allowed }) =>
      `${region} is in no region that the communities around this one allow, which are: ${allowed}.`,
  ),
  STALE_BASE: errorWith<{ baseVersion: number; currentVersion: number }>(
    409,
    ({ currentVersion }) =>
      `The policy has changed meanwhile: version ${currentVersion} is in force. Look at it and try again.`,
  ),
  CURSOR_INVALID: { status: 400, message: 'The cursor is not one this list gave.' },
});

import type { Permission } from '../roles.js';

/** The single things, besides a community as a whole, that a decision can be about. */
export const thingTypes = ['Fleet', 'Model', 'Blob'] as const;
export type ThingType = (typeof thingTypes)[number];

/**
 * Which permissions are asked about which single things. A policy that names another pair is refused when it is
 * validated, since no operation would ever ask for it; lists, for example, are asked about for the whole community.
 */
export const thingsOf: Readonly<Partial<Record<Permission, readonly ThingType[]>>> = {
  'devices:manage': ['Fleet'],
  'fleets:manage': ['Fleet'],
  'models:publish': ['Model'],
  'jobs:submit': ['Fleet', 'Model'],
  'blobs:read': ['Blob'],
  'blobs:write': ['Blob'],
};

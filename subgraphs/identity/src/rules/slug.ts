/** Lower-case letters, digits and hyphens, 1 to 40 of them, no hyphen first or last. Never mistaken for an id. */
export const slugPattern = /^[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?$/;

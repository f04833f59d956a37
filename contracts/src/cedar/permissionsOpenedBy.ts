import { permissions, type Permission } from '../roles.js';

const all: ReadonlySet<Permission> = new Set(permissions);
const none: ReadonlySet<Permission> = new Set();

const head = /\bpermit\s*\(([^()]*)\)/;
const action = /^[^,"]*(?:"[^"\\]*"[^,"]*)*,\s*action\s*(?:==|in)\s*(\[[^\]]*\]|Action\s*::\s*"[^"\\]*")\s*,/;
const named = /Action\s*::\s*"([^"\\]*)"/g;

/**
 * What policies may permit, to somebody, about something: at least all that they do permit. It needs no Cedar, since it is
 * the gateway's too, which refuses early what nothing can permit; whether it is permitted is for the service to decide.
 */
export function permissionsOpenedBy(policies: readonly { readonly text: string }[]): ReadonlySet<Permission> {
  if (policies.length === 0) return none;
  const opened = new Set(policies.flatMap(({ text }) => opensOf(text)));
  return opened.size === 0 ? none : opened;
}

/** What cannot be read for sure may open everything. */
function opensOf(text: string): readonly Permission[] {
  const code = text.replaceAll(/\/\/[^\n\r]*/g, ' ');
  if (!/\bpermit\b/.test(code)) return [];
  const parts = head.exec(code)?.[1];
  const actions = parts === undefined ? undefined : action.exec(parts)?.[1];
  if (actions === undefined) return permissions;
  const names = new Set([...actions.matchAll(named)].map(([, name]) => name));
  return [...all].filter((permission) => names.has(permission));
}

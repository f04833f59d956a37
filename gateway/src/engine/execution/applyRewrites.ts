import type { FetchNodePathSegment, FetchRewrite } from '@graphql-hive/router-query-planner';
import { isJsonObject, ownValue, setOwnValue, type JsonObject } from '../jsonObject.js';
import type { TypeMembership } from '../supergraph/TypeMembership.js';

/**
 * Applies the planner's rewrites to an answer or a representation, in place. Renamings undo aliases that keep
 * one subgraph query valid; settings change `__typename` where a subgraph knows an interface as an object.
 */
export function applyRewrites(
  value: unknown,
  rewrites: readonly FetchRewrite[],
  membership: TypeMembership,
): void {
  for (const rewrite of rewrites) {
    if ('KeyRenamer' in rewrite) {
      const { path, renameKeyTo } = rewrite.KeyRenamer;
      rewriteAt(value, path, { membership, change: (object, key) => rename(object, key, renameKeyTo) });
    } else {
      const { path, setValueTo } = 'ValueSetter' in rewrite ? rewrite.ValueSetter : rewrite;
      rewriteAt(value, path, { membership, change: (object, key) => setOwnValue(object, key, setValueTo) });
    }
  }
}

/** The alias a planner invented, and the response key it stands for. */
export function renamedKeys(rewrites: readonly FetchRewrite[]): ReadonlyMap<string, string> {
  return new Map(
    rewrites.flatMap((rewrite) => {
      if (!('KeyRenamer' in rewrite)) return [];
      const last = rewrite.KeyRenamer.path.at(-1);
      return last !== undefined && 'Key' in last ? [[last.Key, rewrite.KeyRenamer.renameKeyTo] as const] : [];
    }),
  );
}

interface Rewriting {
  readonly membership: TypeMembership;
  readonly change: (object: JsonObject, key: string) => void;
}

function rewriteAt(value: unknown, path: readonly FetchNodePathSegment[], rewriting: Rewriting): void {
  if (Array.isArray(value)) {
    value.forEach((item) => rewriteAt(item, path, rewriting));
    return;
  }
  const [segment, ...rest] = path;
  if (segment === undefined || !isJsonObject(value)) return;
  if ('TypenameEquals' in segment) {
    if (hasTypename(value, segment.TypenameEquals, rewriting.membership)) rewriteAt(value, rest, rewriting);
  } else if (rest.length === 0) {
    rewriting.change(value, segment.Key);
  } else {
    rewriteAt(ownValue(value, segment.Key), rest, rewriting);
  }
}

function hasTypename(object: JsonObject, names: readonly string[], membership: TypeMembership): boolean {
  const typename = ownValue(object, '__typename');
  return typeof typename === 'string' && names.some((name) => membership.satisfies(typename, name));
}

function rename(object: JsonObject, from: string, to: string): void {
  if (!Object.hasOwn(object, from)) return;
  setOwnValue(object, to, object[from]);
  Reflect.deleteProperty(object, from);
}

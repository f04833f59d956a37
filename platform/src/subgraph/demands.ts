import type { Permission } from '@ai-collective/contracts';
import { Directive } from 'type-graphql';

/**
 * Says in the schema that a field is for callers who have signed in. The gateway leaves it out for others before anything
 * is planned; the operation behind it still decides for itself.
 */
export function Authenticated(): MethodDecorator & PropertyDecorator {
  return Directive('@authenticated');
}

/** Says in the schema which permission a field needs: the one its operation asks `authorize` for. */
export function Requires(permission: Permission): MethodDecorator & PropertyDecorator {
  return Directive(`@requiresScopes(scopes: [["${permission}"]])`);
}

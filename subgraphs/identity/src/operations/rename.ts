import { z } from 'zod';
import { Person, type PersonRow } from '../entities/Person.js';
import { errors } from '../errors.js';
import { auditAllowed } from './auditAllowed.js';
import { authorizePerson } from './authorizePerson.js';
import { nameField } from './inputFields.js';
import { parseInput } from './parseInput.js';
import type { Caller, Services } from './Services.js';

const inputSchema = z.object({ name: nameField });

/** Gives the caller another name. The audit record says that, and no name. Throws BAD_USER_INPUT or UNAUTHENTICATED. */
export async function rename(services: Services, caller: Caller, wanted: string): Promise<PersonRow> {
  const id = authorizePerson(caller.passport);
  const { name } = parseInput(inputSchema, { name: wanted });
  return services.database.withoutTenant(async (em) => {
    const renamed = await em.nativeUpdate(Person, { id, deletedAt: null }, { name });
    if (renamed === 0) throw errors.UNAUTHENTICATED();
    await auditAllowed(em, caller, {
      community: caller.passport.community,
      action: 'accounts:rename',
      resource: { type: 'Person', id },
    });
    return em.findOneOrFail(Person, { id });
  });
}

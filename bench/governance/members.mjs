// People who vote: members of the community, signed in.
import { ask } from '../dispatch/ask.mjs';

/** So many members with the role DEVELOPER, each with a connection of their own. */
export async function signInMembers(connection, count, say) {
  const members = [];
  const next = async () => {
    while (members.length < count) {
      members.push(null);
      const place = members.length - 1;
      members[place] = await signInMember(connection, `voter ${place}`);
      if (place % 500 === 0) say(`${place} of ${count} members are signed in`);
    }
  };
  await Promise.all(Array.from({ length: 8 }, next));
  return members;
}

async function signInMember(connection, personName) {
  const { addMember } = await ask(
    connection,
    'mutation ($input: AddMemberInput!) { addMember(input: $input) { person { id } } }',
    { input: { personName, roles: ['DEVELOPER'] } },
  );
  const { createSignInLink } = await ask(
    connection,
    'mutation ($personId: ID) { createSignInLink(personId: $personId) { url } }',
    { personId: addMember.person.id },
  );
  const code = new URL(createSignInLink.url).searchParams.get('code');
  const { redeemSignInCode } = await ask(
    { url: connection.url },
    'mutation ($code: String!) { redeemSignInCode(code: $code) { accessToken } }',
    { code },
  );
  return { url: connection.url, credential: redeemSignInCode.accessToken };
}

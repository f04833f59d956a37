import { newId, type PassportClaims } from '@ai-collective/contracts';
import type { AppError } from '@ai-collective/platform';
import { describe, expect, it } from 'vitest';
import { findDeviceRequest } from '../../../src/operations/findDeviceRequest.js';
import { approveMutation, askToBeLetIn } from '../../programs.js';
import type { Principal, TestCommunity, TestIdentity } from '../../startTestIdentity.js';

interface Place {
  readonly identity: () => TestIdentity;
  readonly grove: () => TestCommunity;
  /** What else people do with a code, besides approving. */
  readonly query: string;
  readonly deny: string;
}

/** Who answers terminals and machines, and how often they may guess. */
export function describeAnswerers({ query, deny, ...place }: Place): void {
  const passportOf = (principal: Principal): PassportClaims => ({
    ...{
      iss: 'aic-gateway',
      aud: 'identity',
      kind: 'PERSON',
      sub: '',
      community: '',
      ancestors: [],
      roles: [],
      grants: [],
      scopes: null,
    },
    ...{ policyVersion: 0, iat: 0, exp: 0 },
    ...principal,
  });

  describe('is answered by people alone', () => {
    const everything = [query, approveMutation, deny];

    it.each<[string, Principal, string]>([
      ['nobody', { kind: 'ANONYMOUS', sub: '' }, 'UNAUTHENTICATED'],
      ['somebody in no community', { kind: 'PERSON' }, 'COMMUNITY_REQUIRED'],
    ])('not by %s', async (_name, principal, code) => {
      const { user_code } = await askToBeLetIn(place.identity());
      for (const operation of everything)
        expect((await place.identity().query(principal, operation, { userCode: user_code })).codes).toEqual([
          code,
        ]);
    });

    it('not by services, nor devices', async () => {
      const { user_code } = await askToBeLetIn(place.identity());
      for (const kind of ['SERVICE', 'DEVICE'] as const)
        for (const operation of everything)
          expect(
            (
              await place
                .identity()
                .query({ ...place.grove().owner, kind }, operation, { userCode: user_code })
            ).codes,
          ).toEqual(['FORBIDDEN']);
    });

    it('who are held up when they guess, even at a right code then', async () => {
      const { user_code } = await askToBeLetIn(place.identity());
      const guesser: Principal = { ...place.grove().owner, sub: newId('person') };
      const guess = (index: number) => {
        const letters = `BCDF-GH${'JKLMN'.charAt(index % 5)}${'PQRST'.charAt(Math.floor(index / 5) % 5)}`;
        return place.identity().query(guesser, query, { userCode: letters });
      };
      const guesses = await Promise.all(Array.from({ length: 25 }, (_, index) => guess(index)));
      expect(guesses.filter(({ codes }) => codes[0] === 'USER_CODE_INVALID')).toHaveLength(10);
      expect(guesses.filter(({ codes }) => codes[0] === 'RATE_LIMITED')).toHaveLength(15);
      for (const operation of everything)
        expect((await place.identity().query(guesser, operation, { userCode: user_code })).codes).toEqual([
          'RATE_LIMITED',
        ]);
      expect(
        (await place.identity().query(place.grove().owner, approveMutation, { userCode: user_code })).codes,
      ).toEqual([]);
    });

    it('whose guesses are bounded all together, though each is another person', async () => {
      const guess = () => {
        const passport = passportOf({ ...place.grove().owner, sub: newId('person') });
        return findDeviceRequest(place.identity().services, passport, 'BCDF-GHJK').catch(
          (error: unknown) => (error as AppError).code,
        );
      };
      const begun = Date.now();
      const guesses = await Promise.all(Array.from({ length: 260 }, guess));
      const looked = guesses.filter((code) => code === 'USER_CODE_INVALID').length;
      expect(looked).toBeGreaterThanOrEqual(200);
      expect(looked).toBeLessThanOrEqual(201 + (Date.now() - begun) / 500);
    });
  });
}

import { createHash } from 'node:crypto';
import { deviceAuthorizationPath } from '@ai-collective/contracts';
import { describe, expect, it } from 'vitest';
import { askToBeLetIn, newPublicKey, postForm } from '../../programs.js';
import type { TestIdentity } from '../../startTestIdentity.js';

/** How terminals and machines ask to be let in. */
export function describeRequests(identity: () => TestIdentity, publicUrl: string): void {
  describe('begins', () => {
    it('with a long code to poll with, a short one to type, and the page to type it in', async () => {
      const asked = await askToBeLetIn(identity());
      expect(asked).toMatchObject({ expires_in: 600, interval: 5, verification_uri: `${publicUrl}/device` });
      expect(asked.device_code).toMatch(/^[\w-]{43}$/);
      expect(asked.user_code).toMatch(/^[BCDFGHJKLMNPQRSTVWXZ]{4}-[BCDFGHJKLMNPQRSTVWXZ]{4}$/);
      expect(asked.verification_uri_complete).toBe(`${publicUrl}/device?code=${asked.user_code}`);
    });

    it.each([
      ['of nobody', 'device_name=x', 'invalid_client'],
      ['of a stranger', 'client_id=stranger', 'invalid_client'],
      ['of a machine without a key', 'client_id=aic-agent&device_name=x', 'invalid_request'],
      [
        'of a machine with a key that is none',
        'client_id=aic-agent&device_name=x&public_key=y',
        'invalid_request',
      ],
      ['of a machine without a name', `client_id=aic-agent&public_key=${newPublicKey()}`, 'invalid_request'],
      ['with a name that plays tricks', 'client_id=aic-cli&device_name=a%0Ab', 'invalid_request'],
    ])('not %s', async (...[, form, error]) => {
      const { status, body } = await postForm(identity(), deviceAuthorizationPath, form);
      expect(body).toMatchObject({ error });
      expect(status).toBe(error === 'invalid_client' ? 401 : 400);
    });

    it('less often for those who ask too often', async () => {
      const ask = (from: string) =>
        fetch(`${identity().url}${deviceAuthorizationPath}`, {
          method: 'POST',
          headers: { 'x-forwarded-for': from },
          body: new URLSearchParams({ client_id: 'aic-cli' }),
        });
      const begun = Date.now();
      const answers = await Promise.all(Array.from({ length: 60 }, () => ask('203.0.113.7')));
      const answered = answers.filter(({ status }) => status === 200).length;
      expect(answered).toBeGreaterThanOrEqual(30);
      expect(answered).toBeLessThanOrEqual(31 + (Date.now() - begun) / 2_000);
      expect((await ask('203.0.113.8')).status).toBe(200);
      identity().skip(2_000);
      expect((await ask('203.0.113.7')).status).toBe(200);
    });

    it('not at all while ten thousand wait, since each makes guessing easier', async () => {
      await identity().database.withoutTenant((em) =>
        em.execute(
          `insert into device_authorization (id, device_code_digest, user_code_digest, client_kind, device_name,
             requested_from, requested_at, expires_at, interval_seconds, state)
           select 'dau_' || each, each, each, 'CLI', 'x', 'x', ?, ?, 5, 'PENDING' from generate_series(1, 10000) each`,
          [identity().services.clock(), new Date(identity().services.clock().getTime() + 600_000)],
        ),
      );
      const { status, body } = await postForm(identity(), deviceAuthorizationPath, 'client_id=aic-cli');
      expect([status, body.error]).toEqual([503, 'temporarily_unavailable']);
      identity().skip(600_000);
      await askToBeLetIn(identity());
      identity().skip(3_600_000);
      await askToBeLetIn(identity());
      const [left] = await identity().database.withoutTenant((em) =>
        em.execute<{ count: number }[]>('select count(*)::int as count from device_authorization'),
      );
      expect(left?.count).toBeLessThan(10);
    });

    it('with codes of which only digests are stored', async () => {
      const { device_code, user_code } = await askToBeLetIn(identity());
      const rows = await identity().database.withoutTenant((em) =>
        em.execute<object[]>('select * from device_authorization'),
      );
      const kept = JSON.stringify(rows) + identity().logLines.join('\n');
      expect(kept).not.toContain(device_code);
      expect(kept).not.toContain(user_code);
      expect(kept).toContain(createHash('sha256').update(device_code).digest('base64url'));
    });
  });
}

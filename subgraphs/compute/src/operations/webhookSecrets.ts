import { randomBytes } from 'node:crypto';
import { errors } from '../errors.js';
import { auditAllowed } from './audit.js';
import type { ComputeServices } from './ComputeServices.js';
import type { Requester } from './Requester.js';

/** How long what is sent is signed with the former secret, too. */
const overlapHours = 24;

/** A secret as it is shown once, in the form of Standard Webhooks. */
export interface NewWebhookSecret {
  readonly secret: string;
  /** Until when the one before it signs, too; null when there was none. */
  readonly formerUntil: Date | null;
}

/** Gives the community a new secret for its webhooks. The former one goes on signing beside it for a day. */
export async function rotateWebhookSecret(
  { authorize, database, webhooks }: ComputeServices,
  requester: Requester,
): Promise<NewWebhookSecret> {
  const community = authorize(requester.passport, 'community:manage').community;
  const salt = randomBytes(32).toString('base64url');
  const formerUntil = await database.withTenantSql(community, async (sql) => {
    const [row] = await sql.execute<{ former_until: Date | null }[]>(
      `insert into webhook_secrets (tenant_id, salt) values (?, ?)
       on conflict (tenant_id) do update set salt = excluded.salt, former_salt = webhook_secrets.salt,
         former_until = now() + make_interval(hours => ?), rotated_at = now()
       returning former_until`,
      [community, salt, overlapHours],
    );
    await auditAllowed(sql, requester, {
      community,
      action: 'webhooks:rotate',
      type: 'webhookSecret',
      id: community,
    });
    return row?.former_until ?? null;
  });
  return { secret: `whsec_${webhooks.secretOf(community, salt).toString('base64')}`, formerUntil };
}

/** The secrets that sign a community's webhooks now, the newest first; none until there is one. */
export async function webhookSecretsOf(
  { database, webhooks }: Pick<ComputeServices, 'database' | 'webhooks'>,
  community: string,
): Promise<readonly Buffer[]> {
  const [salts] = await database.queryTenant<[{ readonly salt: string }[]]>(community, [
    [
      `select salt from webhook_secrets where tenant_id = ?
       union all select former_salt from webhook_secrets where tenant_id = ? and former_until > now()`,
      [community, community],
    ],
  ]);
  return salts.map(({ salt }) => webhooks.secretOf(community, salt));
}

/** Throws WEBHOOK_URL_INVALID or WEBHOOK_SECRET_MISSING when the end of a job cannot be told to an address. */
export async function requireWebhook(
  services: Pick<ComputeServices, 'database' | 'webhooks'>,
  community: string,
  url: string,
): Promise<void> {
  const problem = services.webhooks.problemOf(url);
  if (problem !== undefined) throw errors.WEBHOOK_URL_INVALID({ problem });
  const secrets = await webhookSecretsOf(services, community);
  if (secrets.length === 0) throw errors.WEBHOOK_SECRET_MISSING();
}

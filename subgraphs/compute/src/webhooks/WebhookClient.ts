/** Calls addresses that communities choose, and knows the secrets that sign what is sent to them. */
export interface WebhookClient {
  /** What keeps an address from being called, in words, if anything does. Where its name leads is checked at each call. */
  problemOf(url: string): string | undefined;
  /** The secret of a community that belongs to a salt, 32 bytes. */
  secretOf(community: string, salt: string): Buffer;
  /** Sends a JSON body; answers the status. Throws WEBHOOK_FAILED when there is no answer within ten seconds. */
  post(
    url: string,
    message: { readonly headers: Readonly<Record<string, string>>; readonly body: string },
  ): Promise<number>;
  close(): Promise<void>;
}

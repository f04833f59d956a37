/** Why content did not arrive. Messages never hold the URL: it carries a capability. */
export type DownloadReason =
  'UNREACHABLE' | 'NOT_FOUND' | 'REFUSED' | 'TOO_LARGE' | 'WRONG_CONTENT' | 'DISK_FULL';

export class DownloadError extends Error {
  readonly reason: DownloadReason;

  constructor(reason: DownloadReason, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'DownloadError';
    this.reason = reason;
  }
}

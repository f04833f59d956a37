export interface AdvertisedAddress {
  readonly host: string;
  readonly port: number;
}

/**
 * Replaces a broker's advertised port in a Metadata or FindCoordinator response, in place. In every version of both,
 * a broker is its host (a string) with the port (int32, big endian) right behind it.
 */
export function rewriteAdvertisedPort(frame: Buffer, advertised: AdvertisedAddress, port: number): void {
  const host = Buffer.from(advertised.host);
  for (let at = frame.indexOf(host); at >= 0; at = frame.indexOf(host, at + 1)) {
    const portAt = at + host.length;
    if (portAt + 4 <= frame.length && frame.readInt32BE(portAt) === advertised.port) {
      frame.writeInt32BE(port, portAt);
    }
  }
}

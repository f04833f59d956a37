import dgram from 'node:dgram';
import net from 'node:net';

/**
 * Takes this process's means to open connections away. A model is data and a runner needs no network; should
 * a decoder or a dependency be turned against its owner, JavaScript at least cannot call home.
 */
export function refuseNetwork(): void {
  const refuse = (): never => {
    throw new Error('an inference process has no network');
  };
  net.Socket.prototype.connect = refuse;
  net.Server.prototype.listen = refuse;
  dgram.Socket.prototype.bind = refuse;
  dgram.Socket.prototype.connect = refuse;
  dgram.Socket.prototype.send = refuse;
}

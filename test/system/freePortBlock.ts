import { createServer } from 'node:net';

/** Distances from the gateway's port at which an installation listens. */
const distances = [0, 1, 2, 3, 4, 5, 6, 32, 92];
const lowest = 18_000;
const highest = 31_000;
const tries = 200;

/** A gateway port whose whole block of ports on 127.0.0.1 is free, below those the system hands out itself. */
export async function freePortBlock(): Promise<number> {
  for (let attempt = 0; attempt < tries; attempt++) {
    const base = lowest + Math.floor(Math.random() * (highest - lowest));
    if (await allFree(base)) return base;
  }
  throw new Error(`No free block of ports was found in ${tries} tries.`);
}

/** Those of an installation's ports that somebody listens on. */
export async function takenPorts(base: number): Promise<readonly number[]> {
  const ports = distances.map((distance) => base + distance);
  const free = await Promise.all(ports.map(isFree));
  return ports.filter((_, index) => free[index] === false);
}

async function allFree(base: number): Promise<boolean> {
  return (await takenPorts(base)).length === 0;
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}

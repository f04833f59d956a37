// Preloaded into the program that is profiled: SIGUSR2 begins the profile, and SIGUSR2 again writes it to $PROFILE. So starting
// and warming up are not in it, as they would be with --cpu-prof.
import { writeFileSync } from 'node:fs';
import { Session } from 'node:inspector/promises';

const session = new Session();
let began = false;
session.connect();
await session.post('Profiler.enable');
await session.post('Profiler.setSamplingInterval', { interval: 200 });
process.on('SIGUSR2', async () => {
  if (!began) {
    began = true;
    return session.post('Profiler.start');
  }
  const { profile } = await session.post('Profiler.stop');
  writeFileSync(process.env.PROFILE, JSON.stringify(profile));
});

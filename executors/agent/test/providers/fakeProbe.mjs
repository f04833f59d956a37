/** A probe of a device whose providers do everything that a driver can do wrong. */
const [, , provider] = process.argv;
const say = (message) => process.send(message, () => process.exit());
switch (provider) {
  case undefined:
    say({ built: ['cpu', 'good', 'missing', 'crashing', 'hanging', 'babbling', 'forbidden'] });
    break;
  case 'good':
  case 'forbidden':
    say({
      absent: process.env.DRIVER === 'here' && Object.keys(process.env).length === 1 ? null : 'no driver',
    });
    break;
  case 'missing':
    say({ absent: 'no adapter' });
    break;
  case 'crashing':
    process.abort();
    break;
  case 'hanging':
    for (;;);
  default:
    say('something else');
}

import { describe, expect, it } from 'vitest';
import { parseOptions, UsageError } from '../../src/options/parseOptions.js';

describe('parseOptions', () => {
  it('has a default for everything', () => {
    expect(parseOptions([], '/project')).toEqual({
      once: false,
      image: undefined,
      json: false,
      fresh: false,
      dataFolder: '/project/.data',
      port: 4000,
      host: '127.0.0.1',
      help: false,
    });
  });

  it('takes files relative to the folder it is called from', () => {
    expect(parseOptions(['--image', 'a.png', '--data', '../there'], '/project')).toMatchObject({
      image: '/project/a.png',
      dataFolder: '/there',
    });
  });

  it.each([
    [['--port', 'http']],
    [['--port', '80']],
    [['--port', '65536']],
    [['--port', '4000.5']],
    [['--host', '0.0.0.0']],
    [['--host', 'example.org']],
    [['--frsh']],
    [['--image']],
    [['surprise']],
  ])('refuses %j in words', (args) => {
    expect(() => parseOptions(args, '/project')).toThrow(UsageError);
  });
});

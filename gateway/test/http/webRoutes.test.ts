import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fastify, type FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addWebRoutes } from '../../src/http/webRoutes.js';

let folder: string;
let app: FastifyInstance;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'aic-web-'));
  await mkdir(path.join(folder, 'dist', 'graphiql'), { recursive: true });
  await mkdir(path.join(folder, 'dist', 'assets'));
  await writeFile(path.join(folder, 'secret.txt'), 'secret');
  await writeFile(path.join(folder, 'dist', 'index.html'), 'the app');
  await writeFile(path.join(folder, 'dist', 'graphiql', 'index.html'), 'graphiql');
  await writeFile(path.join(folder, 'dist', 'assets', 'app-1a2b.js'), 'code');
  app = fastify();
  await addWebRoutes(app, path.join(folder, 'dist'));
});
afterAll(async () => {
  await app.close();
  await rm(folder, { recursive: true });
});

const get = (url: string) => app.inject({ method: 'GET', url });

describe('the web app', () => {
  it.each(['/', '/sign-in', '/jobs/job_1'])('is served at %s', async (url) => {
    const response = await get(url);
    expect([response.statusCode, response.body, response.headers['cache-control']]).toEqual([
      200,
      'the app',
      'no-cache',
    ]);
    expect(response.headers['content-type']).toMatch(/^text\/html/);
  });

  it('runs no inline script and cannot be framed', async () => {
    const policy = String((await get('/')).headers['content-security-policy']);
    expect(policy).toContain("script-src 'self';");
    expect(policy).toContain("frame-ancestors 'none'");
  });

  it('has its hashed files kept for a year', async () => {
    const response = await get('/assets/app-1a2b.js');
    expect(response.body).toBe('code');
    expect(response.headers['cache-control']).toBe('public, max-age=31536000, immutable');
    expect(response.headers['x-content-type-options']).toBe('nosniff');
  });

  it('leads to GraphiQL', async () => {
    const redirect = await get('/graphiql');
    expect([redirect.statusCode, redirect.headers.location]).toEqual([302, '/graphiql/']);
    expect((await get('/graphiql/')).body).toBe('graphiql');
  });

  it.each([
    '/assets/missing.js',
    '/favicon.ico',
    '/../secret.txt',
    '/..%2fsecret.txt',
    '/%2e%2e/secret.txt',
    '/a%00.txt',
  ])('has nothing at %s', async (url) => {
    const response = await get(url);
    expect(response.body).not.toContain('secret\n');
    expect(response.body).not.toBe('secret');
    expect(response.statusCode).not.toBe(200);
  });
});

import { describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { readConfig } from '../../src/platform/config/config.js';

interface Service {
  readonly image?: string;
  readonly command?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly ports?: readonly string[];
  readonly volumes?: readonly string[];
  readonly depends_on?: Readonly<Record<string, unknown>>;
}

interface Compose {
  readonly services: Readonly<Record<string, Service>>;
  readonly volumes: Readonly<Record<string, unknown>>;
  readonly configs: Readonly<Record<string, { readonly content: string }>>;
}

/** The YAML reader that @nestjs/swagger brings; version 1.1 of the language has the merge key `<<`. */
const { load, YAML11_SCHEMA } = createRequire(import.meta.resolve('@nestjs/swagger'))('js-yaml') as {
  load: (text: string, options: { schema: unknown }) => unknown;
  YAML11_SCHEMA: unknown;
};

const compose = load(readFileSync('docker-compose.yml', 'utf8'), { schema: YAML11_SCHEMA }) as Compose;
const ours = ['web', 'worker', 'migrate'];

/** What Compose makes of `${NAME:-default}` where no .env says otherwise. */
function settingsOf(service: string): Record<string, string> {
  const environment = compose.services[service]?.environment ?? {};
  return Object.fromEntries(
    Object.entries(environment).map(([name, value]) => [name, value.replaceAll(/\$\{\w+:-([^}]*)\}/g, '$1')]),
  );
}

describe('docker-compose.yml', () => {
  it('starts every part of the production shape', () => {
    expect(new Set(Object.keys(compose.services))).toEqual(
      new Set(['web', 'worker', 'migrate', 'postgres', 'redis', 's3', 'clamd', 'mail']),
    );
  });

  it.each(ours)('gives %s settings that it understands, every one of them', (service) => {
    const settings = settingsOf(service);
    expect(() => readConfig(settings)).not.toThrow();
    const source = readFileSync('src/platform/config/config.ts', 'utf8');
    expect(Object.keys(settings).filter((name) => !source.includes(`\n  ${name}: z.`))).toEqual([]);
  });

  it.each(ours)('lets %s reach only parts that are started', (service) => {
    const hosts = Object.values(settingsOf(service))
      .filter((value) => /^(postgres|redis|http|smtp):\/\//.test(value))
      .map((value) => new URL(value).hostname)
      .filter((host) => host !== 'localhost');
    expect(hosts.length).toBeGreaterThan(3);
    for (const host of [...hosts, ...Object.keys(compose.services[service]?.depends_on ?? {})]) {
      expect(Object.keys(compose.services)).toContain(host);
    }
  });

  it('serves as another role than the one that owns the schema, and makes both', () => {
    const config = readConfig(settingsOf('migrate'));
    const roles = compose.configs['roles']?.content ?? '';
    for (const url of [config.databaseUrl, config.migrationDatabaseUrl]) {
      expect(roles).toContain(`create role ${new URL(url).username} `);
    }
    expect(new URL(readConfig(settingsOf('web')).migrationDatabaseUrl).username).not.toBe('scriptorium_owner');
  });

  it('opens nothing to other machines', () => {
    const ports = Object.values(compose.services).flatMap((service) => service.ports ?? []);
    expect(ports.length).toBeGreaterThan(0);
    for (const port of ports) expect(port).toMatch(/^127\.0\.0\.1:/);
  });

  it('keeps every volume that it mounts', () => {
    const mounted = Object.values(compose.services).flatMap((service) => service.volumes ?? []);
    const names = mounted.map((volume) => volume.split(':')[0]);
    expect(new Set(names)).toEqual(new Set(Object.keys(compose.volumes)));
  });

  it('runs the queues on a Redis that forgets nothing by itself', () => {
    const command = compose.services['redis']?.command?.join(' ') ?? '';
    expect(command).toContain('--maxmemory-policy noeviction');
    expect(command).toContain('--appendonly yes');
  });
});

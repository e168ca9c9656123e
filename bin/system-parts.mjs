import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { exclusively } from './lock.mjs';
import { say, step } from './progress.mjs';
import { run } from './run.mjs';

/** What the tests need from the machine beside Node: programs, the Debian packages they come in, and what they are for. */
const parts = [
  { programs: ['chromium'], packages: ['chromium'], use: 'the journeys in a real browser', elsewhere: 'chromium' },
  { programs: ['redis-server'], packages: ['redis-server'], use: 'queues on Redis', elsewhere: 'redis' },
  { programs: ['clamd'], packages: ['clamav-daemon'], use: 'the virus scanner', elsewhere: 'clamav' },
  {
    programs: ['radosgw', 'ceph', 'ceph-mon', 'ceph-osd', 'ceph-mgr'],
    packages: ['radosgw', 'ceph-common', 'ceph-mon', 'ceph-osd', 'ceph-mgr'],
    use: 'the file store on S3',
    elsewhere: 'ceph',
  },
  { programs: ['cbc'], packages: ['coinor-cbc'], use: 'checking the solver by another one', elsewhere: 'cbc' },
];

/**
 * Sees to it that everything is there that the tests need: as root on Debian by apt, elsewhere it throws, naming what is
 * lacking and the command that gets it.
 */
export async function ensureSystemParts() {
  if (lacking().length === 0) return;
  if (!isDebian() || process.getuid?.() !== 0) throw new Error(howToGet(lacking()));
  await exclusively('system-parts', async () => {
    const packages = lacking().flatMap((part) => part.packages);
    if (packages.length > 0) await installDebian(packages);
  });
  if (lacking().length > 0) throw new Error(howToGet(lacking()));
}

function lacking() {
  return parts.filter(({ programs }) => !programs.every((program) => isThere(program)));
}

/** Debian keeps servers in directories that an ordinary user's PATH does not name. */
function isThere(program) {
  const directories = [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin', '/usr/local/sbin', '/sbin'];
  return directories.some((directory) => existsSync(join(directory, program)));
}

function isDebian() {
  return existsSync('/etc/debian_version') && isThere('apt-get');
}

function howToGet(missing) {
  const uses = missing.map(({ programs, use }) => `  ${programs.join(', ')} (for ${use})`).join('\n');
  const command = isDebian()
    ? `sudo apt-get install --no-install-recommends ${missing.flatMap((part) => part.packages).join(' ')}`
    : `your package manager; the packages are called something like ${missing.map((part) => part.elsewhere).join(', ')}`;
  return `The tests need what this machine lacks:\n${uses}\nGet it with: ${command}\nThen run the same command again.`;
}

async function installDebian(packages) {
  say(`The tests need ${packages.join(', ')}: getting them from Debian.`);
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const patience = ['-o', 'DPkg::Lock::Timeout=600', '-o', 'Acquire::Retries=3'];
  await step('Reading the list of packages (apt-get update)', () => run('apt-get', ['update', ...patience], { env }));
  let last = '';
  await withoutStartingServices(() =>
    step(
      'Installing them (apt-get install)',
      () =>
        run('apt-get', ['install', '-y', '--no-install-recommends', ...patience, ...packages], {
          env,
          // Half an installation would have to be mended by hand.
          mayBeKilled: false,
          onLine: (line) => (last = line.slice(0, 70)),
        }),
      () => last,
    ),
  );
}

/** The tests start what they need on ports of their own; the services that come with the packages stay off (101: not allowed). */
async function withoutStartingServices(work) {
  const policy = '/usr/sbin/policy-rc.d';
  const ours = '#!/bin/sh\n# While the tests of Scriptorium install their parts.\nexit 101\n';
  const isTaken = existsSync(policy) && readFileSync(policy, 'utf8') !== ours;
  if (!isTaken) writeFileSync(policy, ours, { mode: 0o755 });
  try {
    await work();
  } finally {
    if (!isTaken) rmSync(policy, { force: true });
  }
}

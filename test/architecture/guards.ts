import type { SourceFile } from './read-source.js';

/** The rooms from left to right: a room imports only the doors of rooms before it. */
export const rooms = [
  'people',
  'qualification',
  'enrolment',
  'documents',
  'submission',
  'circumstances',
  'failures',
  'standardisation',
  'allocation',
  'marking',
  'moderation',
  'quality',
  'outcomes',
  'similarity',
  'appeals',
  'oversight',
];

/** Rooms that know staff and script numbers, never a participant. */
export const blindRooms = ['standardisation', 'allocation', 'marking', 'moderation', 'quality'];
const openToTheBlind = ['people', 'qualification', ...blindRooms];

/** `src/ROOM/…` → ROOM, where it is one of ours. */
export function roomOf(path: string): string | null {
  const name = /^src\/([^/]+)\//.exec(path)?.[1] ?? null;
  return name !== null && (rooms.includes(name) || name === 'notices') ? name : null;
}

type Guard = (file: SourceFile) => string[];

const each = (file: SourceFile, wrong: (path: string) => string | null): string[] =>
  file.imports
    .map(wrong)
    .filter((line) => line !== null)
    .map((line) => `${file.path}: ${line}`);

export const platformKnowsNoRoom: Guard = (file) =>
  file.path.startsWith('src/platform/')
    ? each(file, (path) => (roomOf(path) ? `the platform imports ${path}` : null))
    : [];

export const roomsAreEnteredByTheirDoors: Guard = (file) =>
  each(file, (path) => {
    const room = roomOf(path);
    if (!room || room === roomOf(file.path)) return null;
    return path === `src/${room}/index.ts` || path === 'src/submission/blind.ts' ? null : `${path} is not a door`;
  });

export const roomsImportOnlyToTheLeft: Guard = (file) => {
  const own = roomOf(file.path);
  if (!own) return [];
  return each(file, (path) => {
    const other = roomOf(path);
    if (!other || other === own || own === 'notices') return null;
    if (other === 'notices') return 'nobody imports notices';
    if (path === 'src/submission/blind.ts')
      return blindRooms.includes(own) || rooms.indexOf(own) > rooms.indexOf('submission')
        ? null
        : `${other} stands to the right`;
    return rooms.indexOf(other) < rooms.indexOf(own) ? null : `${other} stands to the right`;
  });
};

export const blindRoomsKnowNoParticipant: Guard = (file) => {
  const own = roomOf(file.path);
  if (!own || !blindRooms.includes(own)) return [];
  const imported = each(file, (path) => {
    const other = roomOf(path);
    if (!other || openToTheBlind.includes(other) || path === 'src/submission/blind.ts') return null;
    return `a blind room imports ${path}`;
  });
  const read = [...file.text.matchAll(/\b(?:from|join|update|into)\s+([a-z_]+)/g)]
    .map((match) => match[1] as string)
    .filter((table) => forbiddenTables.has(table));
  return [...imported, ...read.map((table) => `${file.path}: a blind room reads the table ${table}`)];
};

const forbiddenTables = new Set([
  'participant',
  'enrolment',
  'document',
  'document_reading',
  'submission',
  'attempt',
  'evidence_link',
  'sponsor_request',
  'declaration',
  'receipt',
  'booking',
  'circumstance_request',
  'request_decision',
  'request_evidence',
  'similarity_account',
  'similarity_match',
  'technical_failure',
  'failure_extension',
  'school',
  'trust',
]);

const io = /^(node:(?!crypto$|zlib$|buffer$|util$|assert$)|fs$|path$|@nestjs\/|typeorm$|pg$|ioredis$|bullmq$|fastify$)/;

export const libsAreTrueWithoutTheWorld: Guard = (file) => {
  if (!file.path.startsWith('libs/')) return [];
  const imports = each(file, (path) => (path.startsWith('src/') || io.test(path) ? `a library imports ${path}` : null));
  const read = [
    /\bDate\.now\(/,
    /new Date\(\s*\)/,
    /Temporal\.Now/,
    /Math\.random\(/,
    /process\.env/,
    /performance\.now\(/,
  ]
    .filter((pattern) => pattern.test(file.text))
    .map((pattern) => `${file.path}: a library reads ${pattern.source}`);
  return [...imports, ...read];
};

export const libsAreEnteredByTheirDoors: Guard = (file) =>
  each(file, (path) => {
    const lib = /^libs\/([^/]+)\//.exec(path)?.[1];
    if (!lib || file.path.startsWith(`libs/${lib}/`)) return null;
    return path === `libs/${lib}/src/index.ts` ? null : `${path} is not a door`;
  });

export const onlyThePlatformReadsClockChanceAndSettings: Guard = (file) => {
  if (!file.path.startsWith('src/') || file.path.startsWith('src/platform/')) return [];
  if (mayReadSettings(file.path)) return [];
  return [/new Date\(\s*\)/, /Date\.now\(/, /Math\.random\(/, /process\.env/, /Temporal\.Now/]
    .filter((pattern) => pattern.test(file.text))
    .map((pattern) => `${file.path}: reads ${pattern.source}`);
};

/** The doors of the process itself, and what runs in a browser. */
function mayReadSettings(path: string): boolean {
  return /^src\/[^/]+\.ts$/.test(path) || /^src\/(start|count|bench)\//.test(path) || path.includes('.browser.');
}

/** The code without its template strings: SQL compares states, and is allowed to. */
const withoutSql = (text: string): string => text.replace(/`(?:[^`\\]|\\.)*`/g, '``');

export const nobodyAssignsState: Guard = (file) =>
  file.path.startsWith('src/') && /\.state\s*=(?!=)/.test(withoutSql(file.text)) && !file.path.includes('.browser.')
    ? [`${file.path}: assigns a state instead of moving it`]
    : [];

export const theMapperMapsRowsAndNothingMore: Guard = (file) =>
  [
    /synchronize:\s*true/,
    /\bcascade:/,
    /\beager:/,
    /\blazy:/,
    /@EventSubscriber/,
    /@(OneToMany|ManyToOne|ManyToMany|OneToOne)\b/,
  ]
    .filter((pattern) => pattern.test(file.text))
    .map((pattern) => `${file.path}: uses ${pattern.source}`);

export const nobodyWorksAroundACycle: Guard = (file) =>
  /\bforwardRef\b/.test(file.text) ? [`${file.path}: forwardRef hides a cycle`] : [];

/** What runs in a browser: the bundled scripts and all that they import of `src/`. Their clock is the reader's own. */
export function browserFiles(files: readonly SourceFile[]): Set<string> {
  const known = new Map(files.map((file) => [file.path, file.imports]));
  const found = new Set([...known.keys()].filter((path) => path.includes('.browser.')));
  for (const path of found)
    for (const next of known.get(path) ?? []) if (known.has(next) && next.startsWith('src/')) found.add(next);
  return found;
}

/** Cycles among the files themselves, each once, as the files on it. */
export function cycles(files: readonly SourceFile[]): string[] {
  const known = new Map(files.map((file) => [file.path, file.imports]));
  const done = new Set<string>();
  const found: string[] = [];
  const visit = (path: string, trail: string[]): void => {
    if (trail.includes(path)) {
      found.push([...trail.slice(trail.indexOf(path)), path].join(' → '));
      return;
    }
    if (done.has(path)) return;
    for (const next of known.get(path) ?? []) if (known.has(next)) visit(next, [...trail, path]);
    done.add(path);
  };
  for (const path of known.keys()) visit(path, []);
  return found;
}

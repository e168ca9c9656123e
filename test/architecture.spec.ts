import { describe, expect, it } from '@jest/globals';
import {
  blindRoomsKnowNoParticipant,
  browserFiles,
  cycles,
  libsAreEnteredByTheirDoors,
  libsAreTrueWithoutTheWorld,
  nobodyAssignsState,
  nobodyWorksAroundACycle,
  onlyThePlatformReadsClockChanceAndSettings,
  platformKnowsNoRoom,
  roomsAreEnteredByTheirDoors,
  roomsImportOnlyToTheLeft,
  theMapperMapsRowsAndNothingMore,
} from './architecture/guards.js';
import { readSource, sourceFile, type SourceFile } from './architecture/read-source.js';

const all = [...readSource('src'), ...readSource('libs')];
const inBrowser = browserFiles(all);
const files = all.filter(({ path }) => !inBrowser.has(path));

/** Each guard with the file that it must refuse: a guard that cannot fail guards nothing. */
const guards: [string, (file: SourceFile) => string[], SourceFile][] = [
  [
    'the platform knows no room',
    platformKnowsNoRoom,
    sourceFile('src/platform/web/x.ts', `import { a } from '../../people/index.js';`),
  ],
  [
    'a room is entered by its door',
    roomsAreEnteredByTheirDoors,
    sourceFile('src/enrolment/x.ts', `import { a } from '../people/staff.queries.js';`),
  ],
  [
    'a room imports only rooms to its left',
    roomsImportOnlyToTheLeft,
    sourceFile('src/enrolment/x.ts', `import { a } from '../submission/index.js';`),
  ],
  [
    'nobody imports notices',
    roomsImportOnlyToTheLeft,
    sourceFile('src/outcomes/x.ts', `import { a } from '../notices/index.js';`),
  ],
  [
    'a blind room imports no room that knows a participant',
    blindRoomsKnowNoParticipant,
    sourceFile('src/marking/x.ts', `import { a } from '../enrolment/index.js';`),
  ],
  [
    'a blind room reads no table that knows a participant',
    blindRoomsKnowNoParticipant,
    sourceFile('src/marking/x.ts', 'query(`select p.name from script s join participant p on true`)'),
  ],
  [
    'a library is entered by its door',
    libsAreEnteredByTheirDoors,
    sourceFile('libs/reader/src/x.ts', `import { a } from '../../ledger/src/chain.js';`),
  ],
  [
    'a library does no I/O',
    libsAreTrueWithoutTheWorld,
    sourceFile('libs/reader/src/x.ts', `import { readFileSync } from 'node:fs';`),
  ],
  [
    'a library reads no clock',
    libsAreTrueWithoutTheWorld,
    sourceFile('libs/reader/src/x.ts', `const now = Date.now();`),
  ],
  [
    'a library has no chance of its own',
    libsAreTrueWithoutTheWorld,
    sourceFile('libs/sampling/src/x.ts', `const seed = Math.random();`),
  ],
  [
    'a room reads time only through the database',
    onlyThePlatformReadsClockChanceAndSettings,
    sourceFile('src/marking/x.ts', `const now = new Date();`),
  ],
  [
    'a state is moved by its lifecycle and never assigned',
    nobodyAssignsState,
    sourceFile('src/marking/x.ts', `assignment.state = 'locked';`),
  ],
  [
    'the mapper maps rows and nothing more',
    theMapperMapsRowsAndNothingMore,
    sourceFile('src/marking/x.ts', `@ManyToOne(() => Script) script`),
  ],
  ['a cycle is not hidden', nobodyWorksAroundACycle, sourceFile('src/marking/x.ts', `inject(forwardRef(() => X))`)],
];

describe('the house', () => {
  it.each(guards)('%s', (_, guard, wrong) => {
    expect(files.flatMap(guard)).toEqual([]);
    expect(guard(wrong)).not.toEqual([]);
  });

  it('has no cycle among its files', () => {
    expect(cycles(files)).toEqual([]);
    const a = sourceFile('src/a.ts', `import './b.js';`);
    const b = sourceFile('src/b.ts', `import './a.js';`);
    expect(cycles([a, b])).toEqual(['src/a.ts → src/b.ts → src/a.ts']);
  });
});

import { copyAsSeed } from '../../../src/submission/blind.js';
import type { TestApp } from '../app.js';
import { giveAccredited } from './allocation.js';
import { marker, scriptOf } from './matrix-judging.js';
import type { Owner, SubjectStory } from './matrix-subjects.js';
import { givePerson } from './people.js';
import type { GivenScript } from './scripts.js';
import { giveDefinitive, givePlace, giveRound, giveTry, letBeHandedIn, markTry } from './standardisation.js';

/** Things of standardisation, and what follows from seed scripts. */
export const standardised: Readonly<Record<string, SubjectStory>> = {
  accreditation: {
    bound: () => 'provider',
    give: async (open, { provider }) => ({ id: (await giveAccredited(open, { provider })).accreditationId }),
  },
  'definitive script': {
    bound: () => 'provider',
    give: async (open, owner) => {
      const [script] = await giveDefinitive(open, owner, 1, owner.provider);
      return { number: script?.number ?? '', document: script?.documentIds[0] ?? '' };
    },
  },
  'standardisation round': {
    bound: () => 'provider',
    give: async (open, owner) => ({ id: (await roundOf(open, owner)).roundId }),
  },
  'own place in a round': {
    bound: () => 'person',
    give: async (open, owner) => ({ id: (await roundOf(open, owner)).roundId }),
  },
  'own try': { bound: () => 'person', give: async (open, owner) => tryOf(open, owner) },
  'try that is handed in': {
    bound: (role) => (role === 'lead' ? 'provider' : 'person'),
    give: async (open, owner) => {
      const given = await tryOf(open, owner);
      await markTry(open, given.id);
      await letBeHandedIn(open, given.id);
      return given;
    },
  },
  'seed failure': {
    bound: () => 'provider',
    give: async (open, owner) => {
      const [donor] = await giveDefinitive(
        open,
        await givePerson(open, { roles: ['lead'], provider: owner.provider }),
        1,
        owner.provider,
      );
      const { windowId } = await scriptOf(open, owner);
      const { staffId, accreditationId } = await giveAccredited(open, { provider: owner.provider, state: 'suspended' });
      const { id } = await open.database.transact('job:story', async (tx) => {
        const number = await copyAsSeed(tx, { of: donor?.number ?? '', windowId });
        await tx.query(
          `insert into seed_script (script_number, definitive_number, staff_id, because, drawn_at) values ($1, $2, $3, 'round', app_now())`,
          [number, donor?.number, staffId],
        );
        const [failure] = await tx.query<{ id: string }>(
          `insert into seed_failure (accreditation_id, script_number, found_at) values ($1, $2, app_now()) returning id`,
          [accreditationId, number],
        );
        return failure ?? { id: '' };
      });
      return { id };
    },
  },
};

/** A round in which the owner, or somebody of the owner's provider who marks, has a place. */
async function roundOf(
  open: TestApp,
  owner: Owner,
): Promise<{ roundId: string; scripts: GivenScript[]; staffId: string }> {
  const scripts = await giveDefinitive(open, owner, 3, owner.provider);
  const roundId = await giveRound(open, owner, { scripts: scripts.map(({ number }) => number) });
  const staffId = (await marker(open, owner)).staffId ?? '';
  await givePlace(open, roundId, staffId);
  return { roundId, scripts, staffId };
}

async function tryOf(
  open: TestApp,
  owner: Owner,
): Promise<{ id: string; number: string; document: string; staffId: string }> {
  const { roundId, scripts, staffId } = await roundOf(open, owner);
  const id = await giveTry(open, roundId, staffId);
  return { id, number: scripts[0]?.number ?? '', document: scripts[0]?.documentIds[0] ?? '', staffId };
}

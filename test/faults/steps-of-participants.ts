import { npqel2017 } from '#libs/rubric';
import { makeDocx, makePdf } from '../support/story/documents.js';
import type { Life, Step, Visitor } from './life.js';

const people = [
  { name: 'Wren Abara', email: 'wren@demo.invalid', trn: '4400001', urn: '400001', trust: '44001' },
  { name: 'Idris Vale', email: 'idris@demo.invalid', trn: '4400002', urn: '400002', trust: '44002' },
] as const;

const heads = 'Name,E-mail,TRN,Start date,URN,School,Trust UID,Trust,Coach name,Coach e-mail';

/** From nothing to two scripts in a closed window. */
export const participantSteps: readonly Step[] = [
  {
    name: 'publish the framework and plan a window',
    run: async (life) => {
      const { administrator } = life.cast;
      await life.ask(administrator, '/frameworks', { definition: JSON.stringify(npqel2017) });
      const { body } = await life.ask(administrator, '/planning/windows', {
        name: 'March',
        opensOn: '2027-03-01',
        opensTime: '09:00',
        closesOn: '2027-03-15',
        closesTime: '12:00',
        bookingOpensOn: '2026-09-01',
        bookingClosesOn: '2027-02-15',
        confirmByOn: '2027-01-25',
        capacity: '10',
      });
      life.known.set('window', String((body['ids'] as string[])[0]));
    },
  },
  {
    name: 'enrol',
    run: async (life) => {
      const rows = people.map(({ name, email, trn, urn, trust }) =>
        [name, email, trn, '2026-09-21', urn, `School ${urn}`, trust, `Trust ${trust}`, '', ''].join(','),
      );
      const content = [heads, ...rows].join('\r\n');
      await life.ask(life.cast.administrator, '/enrolments/imports', { content, fileName: 'cohort.csv' });
    },
  },
  {
    name: 'book and confirm',
    run: async (life) => {
      life.participants = await Promise.all(people.map(({ email }) => life.signIn(email)));
      await each(life, async (who) => {
        const { body } = await life.ask(who, `/windows/${life.known.get('window')}/bookings`, {});
        await life.ask(who, `/bookings/${String(body['id'])}/confirmation`, {});
      });
    },
  },
  {
    name: 'send two accounts and evidence',
    run: (life) =>
      each(life, async (who, index) => {
        await life.upload(who, 'account-T1', 'one.docx', await makeDocx(3_990, `first${index}`));
        await life.upload(who, 'account-T2', 'two.docx', await makeDocx(3_980, `second${index}`));
        const evidence = await life.upload(who, 'evidence', 'all.pdf', await makePdf(`Evidence of ${index}`));
        life.known.set(`evidence of ${who.signInId}`, evidence);
      }),
  },
  {
    name: 'link evidence to criteria',
    run: (life) =>
      each(life, async (who) => {
        const links = npqel2017.criteria.flatMap(({ code, evidence }) =>
          evidence.filter(({ required }) => required).map((slot) => `${code}/${slot.code}`),
        );
        await life.ask(who, `/documents/${life.known.get(`evidence of ${who.signInId}`)}/links`, { links });
      }),
  },
  {
    name: 'declare and ask the sponsor',
    run: (life) =>
      each(life, async (who, index) => {
        const manifestHash = await manifestOf(life, who);
        const kinds = npqel2017.declarations
          .filter(({ signedBy }) => signedBy === 'participant')
          .map(({ code }) => code);
        await life.ask(who, '/declarations', { kinds, manifestHash });
        await life.ask(who, '/sponsor-request', { name: 'Ada Sponsor', email: `sponsor${index}@demo.invalid` });
      }),
  },
  {
    name: 'sponsor',
    run: (life) =>
      each(life, async (_, index) => {
        const letter = await life.database.one<{ body: string }>(
          `select body from mail_message where to_address = $1 and key like 'sponsor-asked:%'`,
          [`sponsor${index}@demo.invalid`],
        );
        const link = /\/sponsor\/[\w-]+/.exec(letter.body)?.[0] ?? '';
        await life.ask(null, link, { decision: 'verified' });
      }),
  },
  {
    name: 'submit',
    run: async (life) => {
      await life.goTo('2027-03-10T10:00:00Z');
      await each(life, async (who) => {
        const { body } = await life.ask(who, '/submission', { manifestHash: await manifestOf(life, who) });
        life.known.set(`receipt of ${who.signInId}`, String(body['receipt']));
      });
    },
  },
  {
    name: 'close',
    run: async (life) => {
      await life.goTo('2027-03-15T12:00:01Z');
      await life.until(async () => {
        const { scripts, closed } = await life.database.one<{ scripts: number; closed: boolean }>(
          `select (select count(*)::int from script) as scripts, closed_at is not null as closed from assessment_window`,
        );
        return (scripts === people.length && closed) || `${scripts} scripts, window ${closed ? 'closed' : 'open'}`;
      }, 'the window to close');
    },
  },
];

/** The hash of what somebody would hand in now: what declarations and submission are bound to. */
export async function manifestOf(life: Life, who: Visitor): Promise<string> {
  return String((await life.ask(who, '/submission')).body['manifestHash']);
}

async function each(life: Life, act: (who: Visitor, index: number) => Promise<void>): Promise<void> {
  await Promise.all(life.participants.map(act));
}

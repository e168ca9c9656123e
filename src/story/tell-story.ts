import {
  firstCohort,
  participants,
  secondCohort,
  withEnding,
  type ParticipantOfTheStory,
} from './cast/participants.js';
import type { WindowKey } from './cast/windows.js';
import { appeal, appealLate, decideAppeal, proposeChange } from './chapters/appeal.js';
import { holdOne, proposeSanction } from './chapters/misconduct.js';
import { askTwo, refuseOne } from './chapters/ask.js';
import { failAndDeclare } from './chapters/fail.js';
import { bookPlace } from './chapters/book-places.js';
import { deferOne } from './chapters/defer.js';
import { enrol, inviteStaff } from './chapters/gather-people.js';
import { linkEvidence, sendAccount, sendEvidence, submit } from './chapters/hand-in.js';
import {
  askForAdjudicator,
  beginMarking,
  keepComments,
  markScript,
  proposeFirstMarks,
} from './chapters/mark-scripts.js';
import { markSeeds } from './chapters/mark-seeds.js';
import { alike, failing, passing, unlike, type Levels } from './chapters/marks.js';
import { closeBatch, freeze, moderate } from './chapters/moderate.js';
import { changeDetails, declareLate } from './chapters/note-changes.js';
import { openTheHouse } from './chapters/open-the-house.js';
import { planWindows } from './chapters/plan-windows.js';
import { sayHowTheyAre } from './chapters/say-how-they-are.js';
import { makeReturn, planRelease } from './chapters/release.js';
import type { Scene } from './chapters/scene.js';
import { accredit, allocate, renewAccreditations, suspendOne } from './chapters/scripts.js';
import { goOnStandardising, openStandardisation, standardise } from './chapters/standardise.js';

/** The chapters, in the order in which they happened. Days are counted from the day of the planting. */
export async function tellStory(scene: Scene): Promise<void> {
  await theBeginning(scene);
  await theFirstWindow(scene);
  await theSecondWindow(scene);
  await theThirdWindow(scene);
  await theOpenWindow(scene);
  await sayHowTheyAre(scene);
}

async function theBeginning(scene: Scene): Promise<void> {
  scene.say('  a provider, its windows and its people …');
  await openTheHouse(scene);
  await planWindows(scene);
  await enrol(scene, firstCohort, 'Autumn cohort');
  await inviteStaff(scene);
  await accredit(scene);
}

/** Handed in, marked twice, moderated, cleared and released. */
async function theFirstWindow(scene: Scene): Promise<void> {
  const { time, say } = scene;
  await time.goTo(-205);
  await bookAll(scene, 'first');
  await time.goTo(-145);
  await bookAll(scene, 'second');
  say('  the first window: documents are written, sent, read and counted …');
  await time.goTo(-133);
  await handInAll(scene, withEnding('passed', 'failed', 'resubmitting'), -131);
  await time.goTo(-126, '13:00');
  say('  the first window: scripts are marked twice and moderated …');
  await time.goTo(-125);
  await allocate(scene, 'first');
  const judged = withEnding('passed', 'failed', 'resubmitting');
  await time.goTo(-116);
  for (const person of judged) await markScript(scene, person, 'first', foundIn(person));
  await time.settle();
  await time.goTo(-109);
  await enrol(
    scene,
    secondCohort.filter(({ startsOn }) => startsOn <= -109),
    'Summer cohort',
  );
  const [disputed, ...others] = judged;
  for (const person of others) await markScript(scene, person, 'second', alike(foundIn(person), person));
  if (disputed) await markScript(scene, disputed, 'second', unlike(foundIn(disputed)));
  await time.goTo(-106);
  for (const seat of ['first', 'second'] as const)
    if (disputed) await proposeFirstMarks(scene, disputed, seat, foundIn(disputed));
  await time.settle();
  await time.goTo(-101);
  const batch = await freeze(scene, 'first');
  await time.goTo(-97);
  await moderate(scene, batch);
  await closeBatch(scene, batch);
  await time.goTo(-95);
  await planRelease(scene, batch, -84);
}

/** In moderation. */
async function theSecondWindow(scene: Scene): Promise<void> {
  const { time, say } = scene;
  say('  the second window: the same, as far as moderation …');
  await time.goTo(-89);
  await enrol(
    scene,
    secondCohort.filter(({ startsOn }) => startsOn > -109),
    'Late summer cohort',
  );
  await bookAll(scene, 'third');
  const judged = withEnding('in-moderation');
  await time.goTo(-84, '08:31');
  await time.goTo(-76);
  await makeReturn(scene);
  await appeal(scene);
  await handInAll(scene, judged, -74);
  await time.goTo(-70, '13:00');
  await time.goTo(-69);
  await allocate(scene, 'second');
  await time.goTo(-60);
  await decideAppeal(scene);
  await bookAll(scene, 'fourth');
  for (const person of withEnding('resubmitting')) await bookPlace(scene, person, 'fourth', 'book-again');
  for (const person of judged) await markScript(scene, person, 'first', foundIn(person));
  await time.settle();
  await time.goTo(-52);
  for (const person of judged) await markScript(scene, person, 'second', alike(foundIn(person), person));
  await time.goTo(-45);
  await deferOne(scene);
  await changeDetails(scene);
}

/** Being marked: each script at another place. */
async function theThirdWindow(scene: Scene): Promise<void> {
  const { time, say } = scene;
  const judged = withEnding('first-marking', 'second-marking', 'agreeing', 'adjudicating', 'allocated');
  say('  the third window: handed in, and in the middle of being marked …');
  await openStandardisation(scene, withEnding('passed', 'failed', 'resubmitting'));
  await time.goTo(-27);
  await standardise(scene);
  await handInAll(scene, judged, -25);
  await time.goTo(-21, '13:00');
  await renewAccreditations(scene);
  await time.goTo(-20);
  await allocate(scene, 'third');
  await time.goTo(-14);
  const batch = await freeze(scene, 'second');
  await refuseOne(scene);
  await time.goTo(-10);
  await moderate(scene, batch, 2);
  const beyondFirst = withEnding('second-marking', 'agreeing', 'adjudicating');
  for (const person of beyondFirst) await markScript(scene, person, 'first', passing(person));
  for (const person of withEnding('first-marking')) await beginMarking(scene, person, 'first', passing(person), 8);
  for (const person of withEnding('first-marking')) await keepComments(scene, person);
  await markSeeds(scene);
  await time.settle();
  await time.goTo(-6);
  for (const person of withEnding('adjudicating')) await markScript(scene, person, 'second', unlike(passing(person)));
  for (const person of withEnding('second-marking')) await beginMarking(scene, person, 'second', passing(person), 3);
}

/** Open now: nothing but drafts, one of them too long, and one that is handed in, its count to be confirmed. */
async function theOpenWindow(scene: Scene): Promise<void> {
  const { time, say } = scene;
  say('  the window that is open now …');
  await time.goTo(-3);
  await goOnStandardising(scene);
  await bookAll(scene, 'fifth');
  for (const person of withEnding('adjudicating')) await askForAdjudicator(scene, person);
  for (const person of withEnding('agreeing')) await markScript(scene, person, 'second', unlike(passing(person)));
  const [submitted, over, drafting] = [withEnding('submitted'), withEnding('over-limit'), withEnding('drafting')];
  for (const person of over) {
    await sendAccount(scene, person, 'T1', { words: 9_000 });
    await sendAccount(scene, person, 'T2');
    await sendEvidence(scene, person, 5);
  }
  for (const person of drafting) {
    await sendAccount(scene, person, 'T1');
    await sendEvidence(scene, person, 3);
  }
  for (const person of withEnding('resubmitting')) await sendAccount(scene, person, 'T2', { attempt: 2 });
  // So near the limit that somebody has to look at what a PDF only lets us estimate.
  for (const person of submitted) await sendAccount(scene, person, 'T1', { words: 3_990, inPdf: true });
  await handInAll(scene, submitted, -2);
  await appealLate(scene);
  await proposeChange(scene);
  await holdOne(scene);
  await proposeSanction(scene);
  await askTwo(scene);
  for (const person of [...over, ...drafting]) await linkEvidence(scene, person);
  await time.goTo(-1);
  await failAndDeclare(scene);
  for (const person of withEnding('agreeing')) await proposeFirstMarks(scene, person, 'first', passing(person));
  await declareLate(scene);
  await suspendOne(scene);
  await time.settle();
}

async function bookAll(scene: Scene, window: WindowKey): Promise<void> {
  for (const person of participants.filter((one) => one.window === window)) await bookPlace(scene, person, window);
}

/** Everybody sends what they have; when it is read and counted they hand it in. */
async function handInAll(scene: Scene, people: readonly ParticipantOfTheStory[], onDay: number): Promise<void> {
  const { time } = scene;
  await Promise.all(
    people.map(async (person) => {
      for (const task of ['T1', 'T2'] as const) await sendAccount(scene, person, task);
      await sendEvidence(scene, person);
    }),
  );
  await time.settle();
  await time.goTo(onDay);
  for (const person of people) {
    await linkEvidence(scene, person);
    await submit(scene, person);
  }
  await time.settle();
}

function foundIn(person: ParticipantOfTheStory): Levels {
  return person.ending === 'failed' || person.ending === 'resubmitting' ? failing(person) : passing(person);
}

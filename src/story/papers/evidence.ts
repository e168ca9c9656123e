import type { StoryFile } from '../actors.js';
import { composeAccount } from './compose-account.js';
import type { Facts } from './facts.js';
import { writeChart } from './write-chart.js';
import { writePdf } from './write-pdf.js';

/** A piece of evidence: what it is called, which pieces the criteria ask for it is, and its file. */
export interface EvidenceItem {
  readonly title: string;
  /** `criterion/slot`, as the framework names them. */
  readonly links: readonly string[];
  readonly file: () => Promise<StoryFile>;
}

type Page = readonly (readonly [heading: string, ...paragraphs: string[]])[];

/** The portfolio that belongs to a participant's two accounts: the same numbers, every required piece once. */
export function evidenceOf(name: string): EvidenceItem[] {
  const strategy = composeAccount('T1', name, 9_000).facts;
  const project = composeAccount('T2', name, 9_000).facts;
  const pdf = (title: string, links: readonly string[], page: Page): EvidenceItem => ({
    title,
    links,
    file: async () => ({
      fileName: `${title.toLowerCase().replace(/[^a-z]+/g, '-')}.pdf`,
      bytes: await writePdf(
        { title, sections: page.map(([heading, ...paragraphs]) => ({ heading, paragraphs })) },
        name,
      ),
    }),
  });
  return [
    pdf('External environment and strategy', ['1.4.1/external-environment', '1.4.2/strategy'], outlook(strategy)),
    pdf('Board presentation and feedback', ['3.4.2/board-presentation', '3.4.2/board-feedback'], board(strategy)),
    pdf('Forecast and risk register', ['5.4.2/financial-forecast', '5.4.3/risk-register'], forecast(strategy)),
    pdf('Workforce and capability', ['6.4.1/capability-analysis'], workforce(strategy)),
    pdf(
      'Project plan, partnership and budget',
      ['1.4.3/project-plan', '4.4.2/partnership', '5.4.1/resource-plan'],
      plan(project),
    ),
    pdf('Log of support between schools', ['2.4.2/support-log'], support(project)),
    pdf(
      'What we told people and what they said',
      ['3.4.1/stakeholder-communication', '6.4.3/stakeholder-feedback'],
      voices(project),
    ),
    {
      title: 'Pupil performance before and after',
      links: ['2.4.1/pupil-performance'],
      file: () => Promise.resolve({ fileName: 'pupil-performance.png', bytes: chart(project) }),
    },
  ];
}

const outlook = (facts: Facts): Page => [
  [
    'Six changes',
    `Falling rolls: births in the district are down by ${facts['birthFall']} per cent in five years. Likely, and here already.`,
    'Funding formula: a fall of fifteen children in a small school is a teacher. Certain.',
    `Teacher supply: ${facts['applicants']} applications for the last mathematics post. Likely to last.`,
    `Housing: up to ${facts['homes']} homes in ten years. Likely, and late.`,
    'Local authority: the improvement team ends. Certain.',
    `Families: ${facts['parents']} answered; one leaver in three went for reasons that a conversation might have settled.`,
  ],
  [
    'The strategy on one page',
    'Three tests: better teaching in the weakest classrooms; able to pay our way on cautious assumptions; explained to a parent in two minutes.',
    `Limits: no deficit for another’s sake, no redundancies to fund growth, no school without a survey of its buildings. Reserves today: ${facts['reserve']} per cent.`,
  ],
];

const board = (facts: Facts): Page => [
  [
    'Nine slides',
    'What we give up. Three options. Nine measures. The middle case. The worst case. People. Risk. Gates. What we ask of you.',
  ],
  [
    'Questions that were asked',
    'Why should the children at the estate school wait two years?',
    'Is three per cent for pay too low?',
    'What did staff say that you disagree with?',
  ],
  [
    'Feedback',
    `${facts['boardForms']} of thirteen trustees returned a form. Eleven could say afterwards what the strategy would stop. Two asked for the section on income to be rewritten, and it was.`,
    `One element was brought forward by ${facts['brought']} months.`,
  ],
];

const forecast = (facts: Facts): Page => [
  [
    'Assumptions first',
    `Income grows by ${facts['growthPc']} per cent a year in the middle case; pay by three, and by four in the version that the board asked for.`,
    `Nursery: ${facts['nursery']} pounds a year from the second year. Consultancy: at most ${facts['cap']} days. Agency contracts ended: ${facts['agency']} pounds a year.`,
  ],
  [
    'Reserves, per cent of income',
    `Today ${facts['reserve']}. Middle case: above five in every year. Worst case: ${facts['lowReserve']} in the fourth year.`,
  ],
  [
    'Risk register',
    `${facts['risks']} entries. Each has an owner, two early signs, and the date on which its score was last tested.`,
    'Highest: headship. Felt first by deputies. Early signs: fewer internal applications, shorter lists.',
    `Tested this year: a building project ${facts['overrun']} per cent over budget, found in nine days.`,
  ],
];

const workforce = (facts: Facts): Page => [
  [
    'Three questions of each post',
    'Who does it now? Who could do it tomorrow? What would be lost in the week between?',
  ],
  [
    'What we found',
    `Depth in teaching and assessment; little in estates, data and human resources. Four of ${facts['schools']} heads expect to leave within five years.`,
    `A bench of ${facts['bench']} people is to have a year of planned experience in two schools. Vacancies on the first of September: ${facts['vacBefore']} before, ${facts['vacAfter']} after.`,
  ],
];

const plan = (facts: Facts): Page => [
  [
    'Focus, as agreed with the schools',
    `To improve ${facts['focus']}, in five schools, for ${facts['children']} pupils, over ${facts['terms']} terms.`,
    'Four strands: teaching, assessment, families, leadership. Each has a lead, steps by half term, a cost, and what would make us stop.',
  ],
  [
    'Partnership agreement',
    'Each school has one vote. Money follows decisions within ten working days. A school may leave at the end of any term with a term’s notice.',
  ],
  [
    'Budget',
    `${facts['budget']} pounds for two years, ${facts['fromTrust']} from the trust. Half for release, a quarter for coaching, the rest for materials and assessment. School A gives nothing in the first year.`,
    `Moved in the third review: ${facts['lost']} pounds from materials to release in School D.`,
  ],
];

const support = (facts: Facts): Page => [
  [
    'Fourteen pieces of support',
    `School B to School D: mixed-age teaching, ${facts['supportDays']} days. Need: two classes put together. Result: kept.`,
    'School A to School C: early language, one morning a week. Result: kept, and copied.',
    'School C to School A: science, four visits. Result: ended and begun again with another aim.',
  ],
  ['After six weeks', 'Nine plainly worked. Three were useful for another reason. Two were not worth the journey.'],
];

const voices = (facts: Facts): Page => [
  [
    'What was said to whom',
    `Heads: six lines a week. Teachers: a film of three minutes each half term. Families: at the gate, at the mosque, in the bakery. ${facts['sentences']} sentences from staff became one of twenty-three words.`,
  ],
  [
    'What came back',
    `${facts['feedbackForms']} forms. Most frequent: the timetable. Changed: the day. Most serious: what is in it for the youngest. Rewritten with those who had asked.`,
    'Pupils: nobody out of art or games. Done. Parents: less testing. Halved.',
    `Added ${facts['added']}, removed ${facts['removed']}.`,
  ],
];

function chart(facts: Facts): Buffer {
  const of = (name: string): number => Number(facts[name]);
  return writeChart([
    [of('startPc'), of('endPc')],
    [of('startDis'), of('endDis')],
    [of('confidentBefore'), of('confident')],
  ]);
}

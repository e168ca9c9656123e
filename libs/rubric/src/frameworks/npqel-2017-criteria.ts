import type { Criterion, EvidenceSlot } from '../framework.js';

/** Seventeen criteria of 2 marks: 34 in all. Titles follow the published study modules; statements and descriptors are ours. */
export const criteria: readonly Criterion[] = [
  criterion({
    code: '1.4.1',
    task: 'T1',
    title: 'Anticipates external and strategic change',
    statement:
      'Anticipates changes in the strategic environment and analyses what they would mean for different kinds of organisation.',
    none: 'The account does not name a change outside the organisation, or names one without connecting it to the strategy.',
    some: 'The account identifies relevant changes in policy, population, funding or the local system and describes what they mean for the organisation as a whole.',
    full: 'The account analyses how likely and how serious the changes are, contrasts what they mean for at least two differing schools or organisations, and shows how the analysis shaped the strategy.',
    evidence: [slot('external-environment', 'Analysis of the external environment')],
  }),
  criterion({
    code: '1.4.2',
    task: 'T1',
    title: 'Designs a sustainable business development strategy',
    statement:
      'Designs a sustainable business development strategy by weighing the benefits, costs and risks of different options.',
    none: 'A direction is asserted; no real alternative is considered, or the benefits, costs and risks are missing.',
    some: 'More than one option is described with some of its benefits, costs and risks, and a preferred option is named.',
    full: 'Distinct options, such as growth, stabilisation or specialisation, are evaluated on the same benefits, costs and risks; the choice follows from the evaluation, and its sustainability is tested over several years.',
    evidence: [slot('strategy', 'The business development strategy')],
  }),
  criterion({
    code: '1.4.3',
    task: 'T2',
    title: 'Leads significant change across several schools',
    statement: 'Leads the implementation of a significant change across several schools and sustains it.',
    none: 'The change took place in one school, or the participant’s own part in leading it cannot be seen.',
    some: 'The participant led a change in several schools; aims, actions and roles are described, with limited attention to how the change was kept going.',
    full: 'The participant implemented an agreed change across several schools, adapted it to each setting in response to what was monitored, and shows what now sustains it without them.',
    evidence: [slot('project-plan', 'Project plan with the focus agreed with the schools')],
  }),
  criterion({
    code: '2.4.1',
    task: 'T2',
    title: 'Improves teaching, progress and attainment',
    statement:
      'Assesses and improves the quality of teaching, progress and attainment in differing contexts, including for disadvantaged pupils.',
    none: 'No starting point is given for teaching or for pupils’ progress and attainment, or no improvement is attempted.',
    some: 'The starting point is assessed and actions to improve teaching are described; their effect is stated for pupils as a whole or supported by thin figures.',
    full: 'Teaching, progress and attainment are assessed in each context before and after; gains are analysed by group, disadvantaged pupils among them, and are credibly linked to the actions taken.',
    evidence: [slot('pupil-performance', 'Pupil performance before and after')],
  }),
  criterion({
    code: '2.4.2',
    task: 'T2',
    title: 'Deploys school-to-school support',
    statement: 'Deploys school-to-school support effectively to improve teaching and the curriculum.',
    none: 'Support between schools is absent, or is mentioned without purpose or recipient.',
    some: 'Support between schools was arranged for an identified need; what was given is described, with limited evidence of how well it worked.',
    full: 'Support was matched to a diagnosed need, deployed with clear terms, monitored and adjusted, and its effect on both the giving and the receiving school is evaluated.',
    evidence: [slot('support-log', 'Plan or log of support between schools')],
  }),
  criterion({
    code: '3.4.1',
    task: 'T2',
    title: 'Unites people across organisations around a vision',
    statement: 'Motivates and unites people in different organisations around a shared vision.',
    none: 'No vision is expressed, or the account does not show how people were brought to it.',
    some: 'A vision is set out and communicated to people in more than one organisation; their response is described in general terms.',
    full: 'The vision was shaped with those who had to carry it, communicated in ways suited to different people, and there is evidence that doubters as well as supporters came to act on it.',
    evidence: [slot('stakeholder-communication', 'Communication with stakeholders')],
  }),
  criterion({
    code: '3.4.2',
    task: 'T1',
    title: 'Acts as a credible public advocate',
    statement:
      'Acts as a credible advocate in public: presents the strategy to the board, answers its questions and defends it.',
    none: 'The strategy was not presented to those who govern, or nothing shows how it was received.',
    some: 'The strategy was presented to the board and its questions were answered; feedback is reported but has little visible effect.',
    full: 'The strategy was argued convincingly before the board, hard questions were met with evidence, and the account assesses the feedback and shows what was changed or upheld because of it.',
    evidence: [
      slot('board-presentation', 'Presentation to the board, with a recording where there is one'),
      slot('board-feedback', 'Feedback from the board'),
    ],
  }),
  criterion({
    code: '3.4.3',
    task: 'T1',
    title: 'Contributes to policy making',
    statement: 'Contributes to local or central policy making in the interest of pupils beyond the own organisation.',
    none: 'No contribution to policy beyond the organisation is shown.',
    some: 'The participant took part in a local or national discussion of policy and describes what was said.',
    full: 'The participant put an evidenced position to those who make policy, in a way chosen to be heard, and assesses what it changed or why it did not.',
    evidence: [],
  }),
  criterion({
    code: '4.4.1',
    task: 'T1',
    title: 'Finds and deploys expertise from other sectors',
    statement: 'Finds expertise in other sectors and deploys it for the benefit of the organisation.',
    none: 'No expertise from outside education is identified.',
    some: 'Useful expertise from another sector is identified and was consulted; what it brought is described.',
    full: 'Expertise from other sectors was sought against an identified gap, deployed on clear terms, and its contribution to the strategy is evaluated.',
    evidence: [],
  }),
  criterion({
    code: '4.4.2',
    task: 'T2',
    title: 'Uses partnership between schools to drive improvement',
    statement: 'Uses partnership between schools to drive improvement that none of them would have reached alone.',
    none: 'The schools worked side by side or one for the other; no partnership is shown.',
    some: 'A partnership with shared aims existed and contributed to the project; its working is described more than examined.',
    full: 'The partnership’s aims, duties and ways of deciding were agreed, it was steered by what it achieved, and the account evaluates what the partnership itself added.',
    evidence: [slot('partnership', 'Partnership agreement or evaluation')],
  }),
  criterion({
    code: '4.4.3',
    task: 'T2',
    title: 'Expands or prepares a partnership of schools',
    statement: 'Expands a partnership of schools, or prepares schools to join one.',
    none: 'Growth of a partnership is not addressed.',
    some: 'Steps to widen a partnership or to prepare one are described, with limited regard to readiness or consequences.',
    full: 'Readiness on each side was assessed, the steps to widen or found the partnership were planned and begun with those concerned, and gains and strains for present members are weighed.',
    evidence: [],
  }),
  criterion({
    code: '5.4.1',
    task: 'T2',
    title: 'Deploys resources strategically across organisations',
    statement: 'Deploys money, people, places and time strategically across organisations.',
    none: 'Resources of the project are not stated, or are those of one organisation only.',
    some: 'Resources were allocated to the project across organisations; amounts are given with limited reasons or review.',
    full: 'Resources were deployed across organisations by stated priorities, use was monitored against results, and the account evaluates value for money, including what was stopped or moved.',
    evidence: [slot('resource-plan', 'Budget or resource plan')],
  }),
  criterion({
    code: '5.4.2',
    task: 'T1',
    title: 'Maximises income',
    statement: 'Maximises the income available to the organisation without losing sight of its purpose.',
    none: 'Income is not addressed, or figures are missing.',
    some: 'Sources of further income are identified and put into a forecast, with limited testing of its assumptions.',
    full: 'Sources of income are compared for yield, risk and fit with purpose, and the forecast over several years is tested against less favourable assumptions.',
    evidence: [slot('financial-forecast', 'Financial forecast')],
  }),
  criterion({
    code: '5.4.3',
    task: 'T1',
    title: 'Holds those responsible to account',
    statement: 'Holds those responsible to account and understands the duties of an Accounting Officer.',
    none: 'Who answers for risk, money or results is not stated.',
    some: 'Duties and risks are assigned to named posts and a way of reporting is described.',
    full: 'Risks and duties are assigned, reviewed and challenged in a working cycle in line with an Accounting Officer’s duties, and an instance shows what followed when something was off course.',
    evidence: [slot('risk-register', 'Risk register')],
  }),
  criterion({
    code: '6.4.1',
    task: 'T1',
    title: 'Identifies long-term gaps in capability',
    statement: 'Identifies, with the board, gaps in capability that the organisation will meet in the long term.',
    none: 'Future needs in skills or staffing are not identified.',
    some: 'Gaps in capability are identified for the years of the strategy, with limited analysis or little part taken by the board.',
    full: 'Present and future capability are analysed against the strategy with the board, gaps are ranked by consequence, and a plan to close them is set out.',
    evidence: [slot('capability-analysis', 'Analysis of workforce and capability')],
  }),
  criterion({
    code: '6.4.2',
    task: 'T2',
    title: 'Deploys staff for responsiveness and resilience',
    statement: 'Deploys staff strategically so that the organisations respond well to change and withstand loss.',
    none: 'How staff were deployed in the project is not shown.',
    some: 'Staff were deployed across the schools according to need; effects on the schools that released them are touched on.',
    full: 'Staff were deployed and developed across the schools by a stated plan that secures cover and succession, and its effect on responsiveness and resilience is assessed.',
    evidence: [],
  }),
  criterion({
    code: '6.4.3',
    task: 'T2',
    title: 'Gathers and acts on stakeholders’ feedback',
    statement: 'Presents plans to the people concerned, gathers their feedback and acts on it.',
    none: 'Feedback from stakeholders was not gathered.',
    some: 'Feedback was gathered from one kind of stakeholder or used in passing.',
    full: 'Feedback was sought from boards, staff and community in ways open to disagreement, was analysed, and visibly changed the plan or is answered with reasons.',
    evidence: [slot('stakeholder-feedback', 'Record of stakeholders’ feedback')],
  }),
];

function criterion(row: {
  code: string;
  task: string;
  title: string;
  statement: string;
  none: string;
  some: string;
  full: string;
  evidence: EvidenceSlot[];
}): Criterion {
  const { code, task, title, statement, evidence } = row;
  const descriptors = { 0: row.none, 1: row.some, 2: row.full };
  return { code, area: Number(code.split('.')[0]), task, title, statement, maxMark: 2, descriptors, evidence };
}

function slot(code: string, title: string): EvidenceSlot {
  return { code, title, required: true };
}

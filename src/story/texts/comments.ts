/** What an assessor writes to a criterion, by the level given: 0, 1 and 2. */
export const comments: Readonly<Record<string, readonly [string, string, string]>> = {
  '1.4.1': [
    'Changes outside the trust are listed, but none of them is connected to the strategy that follows.',
    'Six relevant changes are identified and described for the trust as a whole. Say which school would feel each of them first.',
    'The analysis of rolls contrasts primary and secondary convincingly, and it is plain how it shaped the options.',
  ],
  '1.4.2': [
    'One direction is asserted. The alternatives are named in a sentence and never weighed.',
    'Three options are described with their benefits and costs; the risks of the two that were set aside remain thin.',
    'Nine measures, applied to every option alike, and a choice that follows from them. The test of reversibility is a strength.',
  ],
  '1.4.3': [
    'It remains unclear what the participant led and what happened in schools without them.',
    'Change in several schools is shown. How it was kept going after the second term is described only in passing.',
    'Led across five differing schools, adapted after review, and shown to continue without the participant.',
  ],
  '2.4.1': [
    'No starting point is given for disadvantaged pupils, so the gain that is claimed cannot be judged.',
    'The effect is stated for all pupils. Figures by group are in the evidence but are not analysed in the account.',
    'Before and after are analysed by school and group, and the limits of the comparison are openly discussed.',
  ],
  '2.4.2': [
    'Support between schools is mentioned, without purpose or recipient.',
    'Support was matched to a need. How well it worked for the school that gave it is not considered.',
    'Terms, monitoring and effect on both sides are set out, including support that was ended because it did not work.',
  ],
  '3.4.1': [
    'A vision is quoted, but nothing shows how people were brought to it.',
    'The vision was communicated to each group. How doubters responded is told in general terms.',
    'Shaped with those who had to carry it; the change made at a doubter’s word is telling.',
  ],
  '3.4.2': [
    'The presentation is in the evidence, and the account does not say how it was received.',
    'The board’s questions are reported and answered. The feedback leads to few visible changes.',
    'Hard questions met with evidence, the model changed before the board’s eyes, and what was upheld is explained.',
  ],
  '3.4.3': [
    'No contribution beyond the trust is shown.',
    'Took part in the schools forum and describes what was said; what it changed is left open.',
    'An evidenced position, put where it could be heard, with an honest account of what it did not achieve.',
  ],
  '4.4.1': [
    'Nobody from outside education is named as a source of expertise.',
    'Expertise was consulted and is described; the gap that it was to fill is not stated.',
    'Two gaps, two experts, clear terms, and a judgement of what each of them left behind.',
  ],
  '4.4.2': [
    'The schools worked side by side. A partnership with shared duties is not shown.',
    'The agreement is sound. What the partnership added beyond the work of each school is asserted rather than examined.',
    'The account weighs what only the partnership could have achieved against the time it took to agree.',
  ],
  '4.4.3': [
    'Growth of the partnership is not addressed.',
    'Readiness of the joining school was assessed; that of the present members only briefly.',
    'Readiness on both sides, gains and strains, and a limit that was drawn from them.',
  ],
  '5.4.1': [
    'Costs are given for one school only, and no reason for them.',
    'Amounts are stated with the reasons for them. What was reviewed, and with what result, is less clear.',
    'Use of money was reviewed against results, and spending was moved and stopped because of it.',
  ],
  '5.4.2': [
    'Income is not forecast beyond the present year.',
    'Sources of income are compared, and the assumptions about rolls are not tested.',
    'Yield, risk and fit are compared, and the forecast is tested against two things going wrong together.',
  ],
  '5.4.3': [
    'Risks are listed without owners.',
    'Owners and a cycle of reporting are set out. No instance shows what followed when something went off course.',
    'The building project shows the cycle at work: the sign, the challenge, the consequence.',
  ],
  '6.4.1': [
    'Future needs in leadership are not identified.',
    'Gaps are identified and a plan is given. The part that trustees took in the analysis remains unclear.',
    'Gaps ranked with the board by consequence, with a costed plan that has already led to an appointment.',
  ],
  '6.4.2': [
    'How staff were deployed across the schools is not shown.',
    'Staff were deployed by need; the effect on the classes that they left is touched on.',
    'Cover and succession were planned from the start, and were tested when a lead left.',
  ],
  '6.4.3': [
    'Feedback was not gathered from anybody but staff.',
    'Feedback came from three groups. One change is named; the others are promised.',
    'Sought in ways open to disagreement, and visibly answered, including what was not done and why.',
  ],
};

import type { Section } from './section.js';

/** Task 2, first half: why the schools chose this, what they found, and how the work was agreed and begun. */
export const projectOpening: readonly Section[] = [
  {
    heading: 'The project in short',
    paragraphs: [
      `For {terms} terms I led a project to improve {focus} in {projectSchools} schools of our trust. It reached {children} pupils and {teachers} teachers. [I am neither the head of any of these schools nor a specialist in the subject|I had been a head for nine years and an executive for one|I came to it from the smallest of the schools, which helped more than I expected], so nearly everything had to be done through other people. This account describes how we agreed on the focus, what we did, what we changed when the evidence told us to, and what now keeps it going. Schools are called by letters; nobody is named.`,
      `The schools differ more than a visitor would guess from their shared badge. School A is a two-form primary on an estate where {fsmA} per cent of pupils are disadvantaged. School B has ninety children, three classes and a queue of families who drive in from the town. School C is a large junior school with a proud staff and results that had not moved in four years. [School D joined us the year before and was still deciding whether it was glad|School D shares a site with a special school|School D had had three heads in five years]. What is right for one of these is wrong for another, and I knew schools well enough to expect to be told so.`,
      `My own part was to bring the heads to one purpose, to see that the plan was honest, to move people and money where they were needed, and to ask every six weeks what had changed for children. I chaired the steering group, visited each school at least twice a half term, and taught alongside a colleague on {taught} mornings, [badly to begin with|because I did not trust myself to judge what I had not tried|which bought me more goodwill than any paper]. The day-to-day leadership lay with two project leads, one from School A and one from School C, each released for a day and a half a week.`,
    ],
  },
  {
    heading: 'How the focus was agreed',
    paragraphs: [
      `I did not arrive with a focus. In the first month I asked each head for the one thing about pupils’ learning that kept them awake, and each leadership team for the evidence that it was so. The answers overlapped more than the heads had supposed. [Four out of five named the same group of children|Every school had at some time begun the work and let it drop|The same word occurred in all of them], and where they did not overlap I went to look. I spent eleven days in classrooms, read the work of a hundred and twenty children, and talked with pupils from every year group before anything was decided.`,
      {
        when: 'reading',
        text: `What we saw was that too many pupils leave Key Stage 1 able to decode and unable to make sense of a page. In Year 4, {startPc} per cent read with the fluency expected of them, and among disadvantaged pupils {startDis} per cent. In School C children who struggled were given easier books for years on end. In School A they were taught well and read at home to nobody. [One boy told me that he read in order to be left alone|A girl in Year 5 could tell me the colour of her book band but not its story|Nobody had listened to some of the older children read aloud since they were seven].`,
      },
      {
        when: 'reading',
        text: `The diagnosis was made with a short test of fluency and a conversation about a text, given to every pupil in Years 3 to 5 by somebody other than the class teacher. It separated three groups whom our old assessments had lumped together: those who cannot yet decode, those who decode slowly, and those who read smoothly and understand little. The second group was the largest in every school and [was receiving no teaching that was meant for it|had been taken for the third|was mostly made up of children who behave well]. It became the heart of the project.`,
      },
      {
        when: 'attendance',
        text: `What we saw was absence that had come to seem normal. {startPc} per cent of pupils attended for at least nineteen days in twenty, and among disadvantaged pupils {startDis} per cent. Teaching cannot reach a child who is not there: in School A the pupils who were absent most had made four months’ progress in a year. Every school telephoned on the first day and wrote on the tenth. [Nobody could tell me what happened in between|The letters were alike to the comma, and about as warm|Families told us that the first friendly contact they had from school was about a fine].`,
      },
      {
        when: 'attendance',
        text: `The diagnosis was made by looking at patterns rather than totals. For each pupil below ninety per cent we drew the year as a strip of days. Shapes appeared that no percentage shows: Mondays, the week after a move, days with swimming, the mornings when an elder brother had an appointment. The class teacher, the office and the family were each asked for their reading of the same strip, and [the three seldom agreed|the families were most often right|the cleaner at School B explained two of them]. Four groups emerged, each of which needed something different from us.`,
      },
      {
        when: 'mathematics',
        text: `What we saw was that pupils could carry out a method and could not decide which method to use. At the end of Year 5, {startPc} per cent were secure in the number facts and relations on which everything later rests, and among disadvantaged pupils {startDis} per cent. In School C the most fluent children were moved on fastest and forgot most. In School A lessons were calm, careful and too easy. [A boy in Year 6 showed me three ways to divide and asked which I preferred|Children counted on fingers that they hid under the desk|Teachers worked hard to make every step so small that nobody needed to think].`,
      },
      {
        when: 'mathematics',
        text: `The diagnosis rested on an interview of twelve minutes with a sample of pupils and on their work from the year before. We asked what they would do with a problem, and why, before they were allowed to do it. It showed that the weakness lay less in calculating than in seeing how quantities are related, that it began in Year 2, and that [it was hidden by good marks in weekly tests|girls concealed it better than boys|our own scheme had caused some of it]. The heads found this hard to hear, since all of them had been praised for their mathematics.`,
      },
      {
        when: 'writing',
        text: `What we saw was a great deal of writing and very little improvement. At the end of Key Stage 2, {startPc} per cent reached the expected standard, and among disadvantaged pupils {startDis} per cent. Pupils wrote long pieces every week, which teachers marked at length on Sunday evenings. In School C the same errors came back in May that had been marked in October. [A girl in Year 6 told me that she writes for the green pen|Nobody had taught some of these children to hold a pencil|In one book I counted forty comments and no second draft].`,
      },
      {
        when: 'writing',
        text: `The diagnosis was made by comparative judgement: {judged} scripts from all the schools, read in pairs by teachers who did not know whose they were. It showed that the gap between our schools was smaller than the gap within each, that sentences and not ideas hold most pupils back, and that handwriting which is slow and painful explains [more than a third of the lowest scripts|a good deal of what had been called reluctance|much of the difference between boys and girls]. It also gave sixty teachers a morning of talking about writing, and several said that it was the best training they had had.`,
      },
      `I put what we had found to the five governing committees in the same week, on two pages and with the schools unnamed. Each was asked whether it recognised its own school, and each picked the wrong one, which [broke the ice|made my argument for me|told us that the matter was shared]. The focus was agreed at a meeting of all heads and chairs in {agreedMonth}. School B asked for a smaller part than the others, since it was in the middle of changing its curriculum. I agreed, and its reasons and the date on which we would ask again were written into the plan.`,
      `The schools already worked together, but by habit and friendship. For the project we wrote a partnership agreement of three pages: what each school gives, what it may expect, who decides when we disagree, and how anybody leaves. The heads argued longest over the last of these. [I had wanted to leave it out|A marriage without a door is a worse marriage, as one of them put it|Because leaving was possible, nobody did]. Decisions are made by the steering group, with one vote a school whatever its size, and money follows decisions within ten working days.`,
    ],
  },
  {
    heading: 'A shared purpose',
    paragraphs: [
      `A target does not unite people, and I was wary of slogans. In each school I asked staff to finish one sentence: “In two years a child in this school will be able to …”. We received {sentences} sentences, pinned them along a corridor at School C, and [let people move them about for a week|spent an evening with the heads sorting them into heaps|asked pupils which of them they would like to be true]. The vision of the project is made of those words and is twenty-three words long. I could not have written it, because I would never have dared to make it so plain.`,
      `Not everybody was convinced, and I sought out those who were not. A respected teacher at School C told me that she had seen six initiatives come and go and would be polite to the seventh. I asked her what would have to be different for her to believe in it. She said that somebody would have to stop something first. [We stopped two things that afternoon|I brought her answer to the steering group word for word|It was the best advice that I was given]: the half-termly data drop in the five schools was abolished, which returned about nine hours a year to each teacher, and she became our most exacting supporter.`,
      `Communication was fitted to those who had to hear it. Heads had a weekly message of no more than six lines. Teachers had a film of three minutes each half term in which a colleague shows something that went wrong. Support staff, who are often told last, were invited first and in paid time. Families met us at the gate, at the mosque and in the bakery, because [the hall had been empty twice|a letter home had brought four people|those whom we most needed to hear do not come to evenings]. Copies of what was said to whom are in the evidence.`,
      `The unions were told at the same time as the heads. I had expected a discussion of workload and had one. We agreed that nothing would be added without something of equal weight being taken away, and kept a public tally of both. By the end of the project the tally stood at {added} things added and {removed} removed. [I recommend this to anybody; it is humbling and it works|Twice it stopped me from doing something that I would have enjoyed|Where we could not agree on a weight, the teachers’ estimate stood].`,
    ],
  },
  {
    heading: 'The plan',
    paragraphs: [
      `The plan has four strands: teaching, assessment, families and leadership. Each strand has an aim that can be seen in a classroom, a lead, steps by half term, a cost and a sentence that says what would make us stop. [I have been part of too many plans that could not fail|The last column was the hardest to fill and the most used|Trustees read this column first]. We set our aims for the whole and for each school separately, since an average of five schools can rise while one of them falls.`,
      `Staff heard about the plan in draft. I presented it in each school at the time of the weekly meeting, left the room for fifteen minutes while people talked without me, and came back for questions. {feedbackForms} forms were returned. The most frequent objection was the timetable: two of the five schools could not release teachers on the same afternoon. We changed the day. The second was more serious: [teachers of the youngest children saw nothing in it for them|support staff asked who would do what they had been doing|School D feared that it would be a place for others to practise on], and that part of the plan was rewritten with those who had said so.`,
      `Families and pupils were asked as well. The parents’ group at School A wanted to know why we would test children again. We cut the assessment to what we would act on, which halved it. The pupils’ council at School C asked that nobody be taken out of art or games for extra help. [I had to admit that this was exactly what we had planned|They were right, and their argument was better than ours|No adult had raised it]. The plan was changed, at some cost to the timetable. Not every wish was met, and for each that was not the record of feedback in the evidence gives the reason and who explained it to whom.`,
      `The budget for two years was {budget} pounds: {fromTrust} from the trust’s improvement fund, the rest from the schools in proportion to their pupil premium. Half was for release time, a quarter for coaching, the remainder for materials and assessment. I proposed that School A, which had least slack and most need, should give nothing in the first year. The other heads agreed within ten minutes, [which told me more about the partnership than the agreement did|though one asked for it to be minuted|and nobody has mentioned it since]. The resource plan shows each school’s share and each change that we made to it.`,
    ],
  },
  {
    heading: 'Teaching',
    paragraphs: [
      {
        when: 'reading',
        text: `Three things changed in lessons. Every class from Year 2 upwards reads aloud together for fifteen minutes a day from a text that is worth the effort, first the teacher, then all, then in pairs. Books that children take home are chosen for what they can read to somebody with pleasure. And teachers learnt to plan four questions about a text instead of twenty. [None of this is new, and all of it had been crowded out|The first is the one that visitors notice|We gave away eleven schemes to make the room]. The children who had been on easier books for years went straight to the same text as everybody else, with more practice.`,
      },
      {
        when: 'attendance',
        text: `Three things changed. Each pupil below ninety per cent has one adult who greets them by name every morning and is told on the same day when they are not there. The first call home asks after the child and not after a reason. And lessons on the days that were missed most were made harder to miss: [swimming was moved from Friday to Wednesday|tests left Monday morning for good|the choir rehearses on the first day of the week]. Teaching assistants meet a returning child at the start of the day with what the class has done and where to join in, so that coming back is not a second penalty.`,
      },
      {
        when: 'mathematics',
        text: `Three things changed in lessons. Ten minutes a day are kept for facts and relations, apart from the lesson and never as a test. Problems come first and methods after them, so that pupils meet the need before the tool. And teachers plan together the two or three questions on which a lesson turns. [It sounds modest; it took a year|Our quickest children resisted it and our slowest did not|The number of pages filled fell by half, and so did the number of pages forgotten]. Pupils who were behind met the same problem with more time and a partner, not an easier one.`,
      },
      {
        when: 'writing',
        text: `Three things changed in lessons. Pupils write less and write it twice: a short piece, worked on as a sentence-maker would, and a second draft that shows what was learnt. Handwriting is taught for ten minutes a day to those who need it, whatever their age. And written marking was replaced by teaching the next day what the last day’s work had shown. [The second of these embarrassed us by how quickly it worked|Some parents missed the green ink and said so|Teachers got their Sunday evenings back]. For pupils who find it hardest, an adult writes alongside and thinks aloud.`,
      },
      `We did not train everybody at once. Two teachers in each school tried each change for three weeks, kept a note of what happened, and were watched by a colleague from another school who had agreed to say what she saw and nothing else. Only then did it go further, in the form that they had given to it. [In School C this made the first step four weeks longer than planned|Two ideas that I had liked did not survive the three weeks|By the time that it reached the doubters it came from their friends]. It is slower than a training day in September and has lasted longer.`,
      `Coaching was the engine of it. The two leads and four colleagues whom they had trained saw each of the {teachers} teachers at least once a fortnight for twenty minutes, always about the same small thing as the time before. They did not grade lessons, and no head was told what they had seen. I was asked more than once to make an exception and did not. [The day I do, the coaching is over, as one of the coaches said|It cost me an uncomfortable conversation with a head whom I admire|Trust between schools is built from such small refusals].`,
    ],
  },
];

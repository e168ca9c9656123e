import type { Framework } from '../framework.js';
import { criteria } from './npqel-2017-criteria.js';
import { rules } from './npqel-2017-rules.js';
import { behaviours, declarations, glossary } from './npqel-2017-words.js';

/**
 * The NPQEL of 2017, as far as it can be put together from what was published: the six content areas, the tasks and
 * the study modules are the Department's; criteria numbers after `x.4`, the wording, the split over the two tasks and
 * the pass rule are ours. A provider who holds the real mark scheme imports it as a version of its own.
 */
export const npqel2017: Framework = {
  code: 'npqel-2017',
  version: '1.0.0',
  title: 'National Professional Qualification for Executive Leadership (2017)',
  provenance: 'reconstructed',
  provenanceNote:
    'Put together from public descriptions of the content framework. Wording, numbering and pass rule are not the Department’s.',
  tasks: [
    {
      code: 'T1',
      title: 'A sustainable business development strategy',
      brief:
        'Design a sustainable business development strategy for your organisation. Analyse the benefits, costs and risks of different options, present the chosen strategy to your board, answer its questions and gather its feedback.',
      wordLimit: 4000,
    },
    {
      code: 'T2',
      title: 'An improvement project across several schools',
      brief:
        'Lead an improvement project across several schools to improve pupils’ progress and attainment. Agree its focus with the schools, present your plans to the people concerned, gather their feedback, and give an account of design, implementation and evaluation.',
      wordLimit: 4000,
    },
  ],
  areas: [
    { number: 1, title: 'Strategy and Improvement' },
    { number: 2, title: 'Teaching and Curriculum Excellence' },
    { number: 3, title: 'Leading with Impact' },
    { number: 4, title: 'Working in Partnership' },
    { number: 5, title: 'Managing Resources and Risks' },
    { number: 6, title: 'Increasing Capability' },
  ],
  criteria,
  behaviours,
  glossary,
  declarations,
  ...rules,
};

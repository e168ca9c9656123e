import { describe, expect, it } from '@jest/globals';
import { allRefusals } from '#libs/refusal';
import { npqel2017 } from '#libs/rubric';
import { extensionOf, intakeRules, type Intake } from './intake-rules.js';

const { files } = npqel2017;
const account: Intake = {
  component: 'account-T1',
  name: 'account.docx',
  title: '',
  size: 1_000,
  files,
  evidenceItems: 0,
  accounts: ['account-T1', 'account-T2'],
};
const evidence: Intake = { ...account, component: 'evidence', name: 'minutes.pdf', title: 'Minutes' };
const codes = (intake: Intake): string[] => allRefusals(intakeRules, intake).map(({ code }) => code);

describe('what may be sent, before a byte is stored', () => {
  it.each<[string, Intake, string[]]>([
    ['a Word document as an account', account, []],
    ['a PDF as an account', { ...account, name: 'a.PDF' }, []],
    ['a spreadsheet as an account', { ...account, name: 'a.xlsx' }, ['account-type']],
    ['a double extension', { ...account, name: 'a.docx.exe' }, ['account-type']],
    ['a name without an extension', { ...account, name: 'account' }, ['account-type']],
    ['an account that is not judged again', { ...account, accounts: ['account-T2'] }, ['not-in-scope']],
    ['exactly the most bytes', { ...account, size: files.maxDocumentBytes }, []],
    ['one byte more', { ...account, size: files.maxDocumentBytes + 1 }, ['file-too-large']],
    ['each kind of evidence', evidence, []],
    ['a photograph', { ...evidence, name: 'wall.JPEG' }, []],
    ['a recording of more than a document', { ...evidence, name: 'talk.mp4', size: files.maxDocumentBytes + 1 }, []],
    [
      'edge case 13: a recording beyond its limit',
      { ...evidence, name: 'talk.mp4', size: files.maxRecordingBytes + 1 },
      ['file-too-large'],
    ],
    ['a picture that browsers do not show', { ...evidence, name: 'wall.heic' }, ['evidence-type']],
    ['evidence without a title', { ...evidence, title: ' ' }, ['title-missing']],
    ['the last piece of evidence', { ...evidence, evidenceItems: files.maxEvidenceItems - 1 }, []],
    ['one piece more', { ...evidence, evidenceItems: files.maxEvidenceItems }, ['too-many-evidence-items']],
    ['an account beside a full portfolio', { ...account, evidenceItems: files.maxEvidenceItems }, []],
  ])('%s', (_, intake, expected) => {
    expect(codes(intake)).toEqual(expected);
  });

  it('reads the last extension of a name', () => {
    expect(['a.tar.GZ', 'a', '.docx', 'a.', 'a.jpeg'].map(extensionOf)).toEqual(['gz', '', 'docx', '', 'jpg']);
  });
});

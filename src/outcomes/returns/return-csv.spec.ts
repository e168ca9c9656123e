import { parse } from 'csv-parse/sync';
import { describe, expect, it } from '@jest/globals';
import { digestOf } from '#libs/ledger';
import { legacyCsv, returnColumns, returnCsv } from './return-csv.js';
import type { ReturnedOutcome } from './return-rows.js';

const outcome: ReturnedOutcome = {
  outcomeId: 'o',
  state: 'released',
  result: 'passed',
  completionDate: '2026-05-31',
  participantRef: 'p-1',
  name: 'Zofia Anna Łukasik',
  trn: '0123456',
  providerCode: 'TST',
  schoolUrn: '123456',
  trustUid: null,
  frameworkVersion: 'npqel-2017',
  startDate: '2025-01-31',
  presentedOn: '2026-02-27',
  attemptNo: 1,
  previous: null,
  reason: null,
  batchId: 'b-1',
  qaSampled: false,
  isRepeat: false,
};
const rowsOf = (csv: string): string[][] => parse(csv);
const cell = (row: Partial<ReturnedOutcome>, column: (typeof returnColumns)[number]): string | undefined =>
  rowsOf(returnCsv('TST-1', [{ ...outcome, ...row }]))[1]?.[returnColumns.indexOf(column)];

describe('npqel-outcomes-v1', () => {
  it('has its columns, one row an outcome, and lines that end as RFC 4180 says', () => {
    const csv = returnCsv('TST-1', [outcome, outcome]);
    expect(rowsOf(csv)[0]).toEqual([...returnColumns]);
    expect(csv.split('\r\n')).toHaveLength(4);
    expect(csv.replaceAll('\r\n', '')).not.toContain('\n');
  });

  it('keeps the zero in front of a TRN and letters such as Ł', () => {
    expect(cell({}, 'trn')).toBe('0123456');
    expect([cell({}, 'first_name'), cell({}, 'last_name')]).toEqual(['Zofia Anna', 'Łukasik']);
  });

  it('counts whole months to presenting: 12 on 30 January, 13 from the 28th of February on', () => {
    expect(cell({ presentedOn: '2026-01-30' }, 'months_to_present')).toBe('11');
    expect(cell({ presentedOn: '2026-01-31' }, 'months_to_present')).toBe('12');
    expect(cell({ presentedOn: null }, 'months_to_present')).toBe('');
  });

  it('says voided with what it was before', () => {
    const voided = { state: 'voided', result: 'passed', previous: 'passed', reason: 'Released in error' } as const;
    expect([cell(voided, 'state'), cell(voided, 'previous_state'), cell(voided, 'change_reason')]).toEqual([
      'voided',
      'passed',
      'Released in error',
    ]);
  });

  it('says whether the quality agent drew it', () => {
    expect([cell({}, 'qa_sampled'), cell({ qaSampled: true }, 'qa_sampled')]).toEqual(['n', 'y']);
  });

  it('carries a hash over each row, which changes with any cell', () => {
    const row = rowsOf(returnCsv('TST-1', [outcome]))[1] ?? [];
    expect(row.at(-1)).toBe(digestOf(row.slice(0, -1)));
    expect(cell({ attemptNo: 2 }, 'row_hash')).not.toBe(cell({}, 'row_hash'));
  });

  it.each(['=1+1', '+44 20', '-2', '@SUM(A1)', '\t=1', '\r=1'])('takes the formula out of %j', (text) => {
    expect(cell({ name: `Ada ${text}`, reason: text }, 'change_reason')).toBe(`'${text}`);
  });

  it('keeps quotes, commas and line breaks in their cell', () => {
    expect(cell({ reason: 'He said "no", twice\nand left' }, 'change_reason')).toBe('He said "no", twice\nand left');
  });
});

describe('legacy-dqt', () => {
  it('lists passes that stand, with month, day and year', () => {
    const { rows, csv } = legacyCsv([outcome, { ...outcome, result: 'failed' }, { ...outcome, state: 'voided' }]);
    expect(rows).toBe(1);
    expect(rowsOf(csv)).toEqual([
      ['trn', 'npq_type', 'awarded_date'],
      ['0123456', '389040006', '05/31/2026'],
    ]);
  });
});

import { describe, expect, it } from '@jest/globals';
import { isRefusal } from '#libs/refusal';
import { checkRows } from './check-rows.js';
import { columnKeys, columns, templateCsv } from './columns.js';
import { readCsv } from './read-csv.js';

const head = 'Name,E-mail,TRN,Start date,URN,School,Trust UID,Trust,Coach name,Coach e-mail';
const good =
  'Amara Reid,a.reid@ferndale.invalid,1234567,2026-09-21,100001,Ferndale,5001,Ferndale Trust,Tobias Lind,t@x.invalid';
const today = Temporal.PlainDate.from('2026-11-02');

const read = (text: string): ReturnType<typeof readCsv> => readCsv(Buffer.from(text));
const check = (...lines: string[]): ReturnType<typeof checkRows> => {
  const rows = read([head, ...lines].join('\n'));
  if (isRefusal(rows)) throw new Error(rows.code);
  return checkRows(rows, today);
};
const codes = (...lines: string[]): string[] =>
  check(...lines).problems.map(({ line, column, code }) => `${line} ${column ?? 'row'} ${code}`);

/** The good row with one cell replaced, by its column's place. */
function withCell(column: keyof typeof columns, value: string): string {
  const cells = good.split(',');
  cells[columnKeys.indexOf(column)] = value;
  return cells.join(',');
}

describe('a file of participants', () => {
  it.each([
    ['with its mark', `\uFEFF${head}\n${good}\n`],
    ['with CRLF', `${head}\r\n${good}\r\n`],
    ['with semicolons', `${head}\n${good}`.replaceAll(',', ';')],
    ['pasted, with tabs', `${head}\n${good}`.replaceAll(',', '\t')],
    ['with quoted cells', `${head}\n${good.replace('Amara Reid', '"Amara Reid"')}`],
    ['with empty lines and rows of nothing', `\n${head}\n\n${good}\n,,,,,,,,,\n\n`],
    [
      'with other headings',
      `${head.replace('E-mail', 'Email Address').replace('TRN', 'Teacher reference number')}\n${good}`,
    ],
  ])('is read %s', (_, text) => {
    const rows = read(text);
    if (isRefusal(rows)) throw new Error(rows.code);
    expect(rows.map(({ cells }) => cells.name)).toEqual(['Amara Reid']);
    expect(checkRows(rows, today).read).toHaveLength(1);
  });

  it('may have its columns in any order, and only those it needs', () => {
    const rows = read('TRN,Start date,Name,URN,E-mail\n1234567,21/09/2026,Amara Reid,100001,a@x.invalid');
    if (isRefusal(rows)) throw new Error(rows.code);
    expect(checkRows(rows, today).read).toEqual([
      expect.objectContaining({
        trn: '1234567',
        name: 'Amara Reid',
        email: 'a@x.invalid',
        trust: null,
        coachName: null,
      }),
    ]);
  });

  it('is read from the template itself', () => {
    const rows = read(templateCsv());
    if (isRefusal(rows)) throw new Error(rows.code);
    expect(checkRows(rows, today).problems).toEqual([]);
  });

  it.each([
    ['nothing', '', 'file-empty'],
    ['headings alone', head, 'file-without-rows'],
    ['a heading nobody knows', `${head},Shoe size\n${good},9`, 'column-unknown'],
    ['a heading twice', `${head},TRN\n${good},1234567`, 'column-twice'],
    ['a heading missing', `Name,E-mail\nA,b@x.invalid`, 'column-missing'],
    ['a quotation mark left open', `${head}\n"Amara Reid,a\n${good}`, 'file-not-csv'],
    ['too many rows', `${head}\n${`${good}\n`.repeat(10_001)}`, 'too-many-rows'],
  ])('is refused whole for %s', (_, text, code) => {
    expect(read(text)).toMatchObject({ refused: true, code });
  });

  it('is refused where it is not UTF-8, before names are spoilt', () => {
    expect(readCsv(Buffer.from(`${head}\nZoë`, 'latin1'))).toMatchObject({ code: 'file-not-utf8' });
    expect(readCsv(Buffer.from(`\uFEFF${head}\nZoë`, 'utf16le'))).toMatchObject({ refused: true });
  });

  it('names the line on which a row begins, also behind a cell with a line break', () => {
    const two = withCell('school', '"Ferndale\nPrimary"').replace('1234567', '7654321').replace('a.reid', 'b');
    expect(codes(two, withCell('trn', '12'))).toEqual([
      '2 School cell-has-control-character',
      '4 TRN trn-not-seven-digits',
    ]);
  });
});

describe('a row of the file', () => {
  it.each([
    ['name', '', 'cell-empty'],
    ['name', '=HYPERLINK("http://x.invalid")', 'cell-is-formula'],
    ['name', '+44 7700', 'cell-is-formula'],
    ['name', '@SUM(A1)', 'cell-is-formula'],
    ['coachName', '-', 'cell-is-formula'],
    ['school', 'x'.repeat(201), 'cell-too-long'],
    ['email', 'a.reid', 'email-not-an-address'],
    ['email', 'a b@x.invalid', 'email-not-an-address'],
    ['coachEmail', 'nobody', 'email-not-an-address'],
    ['trn', '123456', 'trn-not-seven-digits'],
    ['trn', '12345678', 'trn-not-seven-digits'],
    ['trn', '12/34567', 'trn-not-seven-digits'],
    ['trn', '0000000', 'trn-is-zero'],
    ['startDate', '31/02/2026', 'start-date-unreadable'],
    ['startDate', '09/21/2026', 'start-date-unreadable'],
    ['startDate', '2028-09-21', 'start-date-far-ahead'],
    ['startDate', '2007-09-21', 'start-date-before-the-framework'],
    ['urn', '12345', 'urn-not-six-digits'],
    ['trustUid', 'a b', 'trust-uid-unreadable'],
  ] as const)('is named with line, column and reason: %s %j %s', (column, value, code) => {
    const cell = value.includes('"') ? `"${value.replaceAll('"', '""')}"` : value;
    expect(codes(withCell(column, cell))).toEqual([`2 ${columns[column].heading} ${code}`]);
  });

  it('takes 0000001 and 200 letters for what they are', () => {
    expect(codes(withCell('trn', '0000001'))).toEqual([]);
    expect(codes(withCell('school', 'x'.repeat(200)))).toEqual([]);
  });

  it('needs the number of a school or a trust, since a name does not say who may not mark', () => {
    const nowhere = ['Amara Reid', 'a@x.invalid', '1234567', '2026-09-21', '', '', '', '', '', ''].join(',');
    expect(codes(nowhere)).toEqual(['2 URN neither-school-nor-trust']);
    expect(codes(withCell('urn', ''))).toEqual(['2 URN name-without-number']);
    expect(codes(withCell('trustUid', ''))).toEqual(['2 Trust UID name-without-number']);
  });

  it('has as many cells as there are headings', () => {
    expect(codes(`${good},more`)).toEqual(['2 row cells-do-not-match']);
    expect(codes('Amara Reid,a@x.invalid')).toEqual(['2 row cells-do-not-match']);
  });

  it('is refused with everything that is wrong with it, not the first thing only', () => {
    expect(codes(',nobody,12,yesterday,1,,,,,')).toEqual([
      '2 Name cell-empty',
      '2 E-mail email-not-an-address',
      '2 TRN trn-not-seven-digits',
      '2 Start date start-date-unreadable',
      '2 URN urn-not-six-digits',
    ]);
  });

  it('stands in a file once, by TRN and by e-mail whatever its case', () => {
    const other = withCell('trn', '7654321');
    expect(codes(good, good)).toEqual(['3 TRN twice-in-file', '3 E-mail twice-in-file']);
    expect(codes(good, other.replace('a.reid', 'A.Reid'))).toEqual(['3 E-mail twice-in-file']);
  });
});

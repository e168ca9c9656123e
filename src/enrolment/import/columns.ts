/** One column of the file that participants are imported from. */
export interface ImportColumn {
  /** Its heading in the template. */
  readonly heading: string;
  readonly isRequired: boolean;
  /** Other headings that mean it, in lower case, without anything but letters and digits. */
  readonly also: readonly string[];
  readonly example: string;
}

/** The columns, in the template's order. A school is found or added by its URN, a trust by its UID: names alone are not enough. */
export const columns = {
  name: { heading: 'Name', isRequired: true, also: ['fullname', 'participant'], example: 'Amara Okonjo-Reid' },
  email: { heading: 'E-mail', isRequired: true, also: ['emailaddress'], example: 'a.okonjo-reid@ferndale.invalid' },
  trn: { heading: 'TRN', isRequired: true, also: ['teacherreferencenumber'], example: '1234567' },
  startDate: { heading: 'Start date', isRequired: true, also: ['startdate', 'start'], example: '2026-09-21' },
  urn: { heading: 'URN', isRequired: false, also: ['schoolurn'], example: '100001' },
  school: { heading: 'School', isRequired: false, also: ['schoolname'], example: 'Ferndale Primary School' },
  trustUid: { heading: 'Trust UID', isRequired: false, also: ['uid'], example: '5001' },
  trust: { heading: 'Trust', isRequired: false, also: ['trustname'], example: 'Ferndale Learning Trust' },
  coachName: { heading: 'Coach name', isRequired: false, also: ['coach'], example: 'Tobias Lindqvist' },
  coachEmail: { heading: 'Coach e-mail', isRequired: false, also: [], example: 't.lindqvist@ferndale.invalid' },
} as const satisfies Record<string, ImportColumn>;

export type ColumnKey = keyof typeof columns;
export const columnKeys = Object.keys(columns) as ColumnKey[];

/** Letters and digits only, in lower case: "E-mail ", "e mail" and "EMAIL" are one heading. */
export function foldHeading(heading: string): string {
  return heading.toLowerCase().replace(/[^a-z0-9]/g, '');
}

/** The column that a heading means, or null. */
export function columnOf(heading: string): ColumnKey | null {
  const folded = foldHeading(heading);
  return (
    columnKeys.find((key) => {
      const column: ImportColumn = columns[key];
      return foldHeading(column.heading) === folded || column.also.includes(folded);
    }) ?? null
  );
}

/** The template that an administrator fills in: headings and one example, for a spreadsheet (UTF-8 with its mark, CRLF). */
export function templateCsv(): string {
  const line = (values: readonly string[]): string => values.map((value) => `"${value}"`).join(',');
  const all = columnKeys.map((key): ImportColumn => columns[key]);
  return `\uFEFF${line(all.map(({ heading }) => heading))}\r\n${line(all.map(({ example }) => example))}\r\n`;
}

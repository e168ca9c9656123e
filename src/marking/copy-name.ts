const endings: Readonly<Record<string, string>> = { html: 'html', pdf: 'pdf', image: 'png', office: 'bin' };

/**
 * What a clean copy is called when it is saved: `NPQEL-7KQ2-M4XD-account1.html`. Made from the script's number and the
 * place in the script alone; the name that its author gave it is not known here.
 */
export function copyName(
  number: string,
  document: { component: string; position: number; cleanKind: string | null },
): string {
  const account = /^account-T(\d+)$/.exec(document.component)?.[1];
  const part = account ? `account${account}` : `evidence${document.position + 1}`;
  return `NPQEL-${number}-${part}.${endings[document.cleanKind ?? ''] ?? 'bin'}`;
}

interface Field {
  instruction: string;
  inResult: boolean;
}

/** What kind of field its instruction names: its first word in capitals. */
export const fieldKind = (instruction: string): string => /^\s*(\S+)/.exec(instruction)?.[1]?.toUpperCase() ?? '';

/**
 * Fields that are open at a place in the text. Word shows a field's result and never its code; a field inside a code is
 * not shown either.
 */
export class FieldStack {
  readonly #open: Field[] = [];

  get isEmpty(): boolean {
    return this.#open.length === 0;
  }

  /** True where text at this place is shown. */
  get shows(): boolean {
    return this.#open.every((field) => field.inResult);
  }

  /** True inside the result of a table of contents or of figures. */
  get isContents(): boolean {
    return this.#open.some((field) => field.inResult && fieldKind(field.instruction) === 'TOC');
  }

  begin(): void {
    this.#open.push({ instruction: '', inResult: false });
  }

  /** Takes a piece of the code of the innermost field. */
  code(text: string): void {
    const field = this.#open.at(-1);
    if (field && !field.inResult && field.instruction.length < 2000) field.instruction += text.slice(0, 2000);
  }

  separate(): void {
    const field = this.#open.at(-1);
    if (field) field.inResult = true;
  }

  /** Closes the innermost field and gives its instruction, or null where none is open. */
  end(): string | null {
    return this.#open.pop()?.instruction ?? null;
  }
}

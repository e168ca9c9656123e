import type { Change, Recorded } from './change-queue.js';

/** The criteria of the page as they stand in the form: read for saving, and filled with what could not be saved before. */
export class Criteria {
  constructor(private readonly form: HTMLFormElement) {}

  /** The criterion that a field belongs to, or null. */
  of(target: EventTarget | null): string | null {
    return (target as HTMLElement | null)?.closest<HTMLElement>('[data-criterion]')?.dataset['criterion'] ?? null;
  }

  read(criterion: string): Change {
    const level = this.form.querySelector<HTMLInputElement>(`input[name="level-${criterion}"]:checked`)?.value;
    return {
      id: crypto.randomUUID(),
      criterion,
      baseVersion: this.versionOf(criterion),
      level: level === undefined ? null : (Number(level) as 0 | 1 | 2),
      comment: this.comment(criterion)?.value ?? '',
      pointers: this.places(criterion)
        .map((place, index) => ({
          documentId: this.documentAt(criterion, index)?.value ?? '',
          place: place.value.trim(),
        }))
        .filter(({ place }) => place !== ''),
    };
  }

  /** Those whose fields are not as the server wrote them. */
  typedOn(): readonly string[] {
    const fields = [
      ...this.form.querySelectorAll<HTMLInputElement | HTMLTextAreaElement>('[data-criterion] :is(input, textarea)'),
    ];
    const typed = fields.filter((field) =>
      field instanceof HTMLInputElement && field.type === 'radio'
        ? field.checked !== field.defaultChecked
        : field.type !== 'hidden' && field.value !== field.defaultValue,
    );
    return [...new Set(typed.map((field) => this.of(field)).filter((criterion) => criterion !== null))];
  }

  versionOf(criterion: string): number {
    return Number(this.version(criterion)?.value ?? 0);
  }

  has(criterion: string): boolean {
    return this.version(criterion) !== null;
  }

  /** The server has it: the next change, and the form itself, go out from this version. */
  acknowledge({ criterion, version, applied }: Recorded): void {
    const field = this.version(criterion);
    if (field && applied) field.value = String(version);
  }

  /** Another window had changed it: the person decides on the page of versions before they go on with it. */
  setAside(criterion: string, number: string): void {
    const part = this.form.querySelector<HTMLElement>(`[data-criterion="${criterion}"]`);
    if (!part || part.inert) return;
    part.inert = true;
    const words = document.createElement('p');
    words.className = 'govuk-body marking__trouble';
    const link = document.createElement('a');
    link.className = 'govuk-link';
    link.href = `/scripts/${number}/versions`;
    link.textContent = 'choose which version stands';
    words.append(`${criterion} waits for your decision: `, link);
    part.before(words);
  }

  /** Puts a change that was not saved back into the form, upon the version on which it was typed. */
  bringBack(change: Change): void {
    const comment = this.comment(change.criterion);
    if (comment) comment.value = change.comment;
    for (const radio of this.form.querySelectorAll<HTMLInputElement>(`input[name="level-${change.criterion}"]`))
      radio.checked = radio.value === String(change.level);
    change.pointers.forEach((pointer, index) => {
      this.offerPlace(change.criterion);
      const place = this.places(change.criterion)[index];
      const choice = this.documentAt(change.criterion, index);
      if (place) place.value = pointer.place;
      if (choice) choice.value = pointer.documentId;
    });
    for (const place of this.places(change.criterion).slice(change.pointers.length)) place.value = '';
    this.offerPlace(change.criterion);
    const version = this.version(change.criterion);
    if (version) version.value = String(change.baseVersion);
  }

  /** One empty line for the next pointer, as soon as the last one is filled. */
  offerPlace(criterion: string): void {
    const places = this.places(criterion);
    const last = places.at(-1);
    const row = last?.closest('.pointer');
    if (!last || !row || last.value.trim() === '' || last.readOnly || places.length >= 20) return;
    const next = row.cloneNode(true) as HTMLElement;
    const renumber = (text: string): string => text.replace(/-\d+$/, `-${places.length}`);
    for (const field of next.querySelectorAll<HTMLInputElement | HTMLSelectElement>('input, select')) {
      field.id = renumber(field.id);
      field.name = renumber(field.name);
    }
    for (const label of next.querySelectorAll('label')) label.htmlFor = renumber(label.htmlFor);
    for (const field of next.querySelectorAll('input')) field.value = '';
    row.after(next);
  }

  showMarked(): void {
    const marked = this.form.querySelectorAll('input[name^="level-"]:checked').length;
    const shown = this.form.querySelector('[data-marked]');
    if (shown) shown.textContent = String(marked);
  }

  private version(criterion: string): HTMLInputElement | null {
    return this.form.querySelector(`input[name="base-${criterion}"]`);
  }

  private comment(criterion: string): HTMLTextAreaElement | null {
    return this.form.querySelector(`textarea[name="comment-${criterion}"]`);
  }

  private places(criterion: string): HTMLInputElement[] {
    return [...this.form.querySelectorAll<HTMLInputElement>(`input[name^="place-${criterion}-"]`)];
  }

  private documentAt(criterion: string, index: number): HTMLSelectElement | null {
    return this.form.querySelector(`select[name="document-${criterion}-${index}"]`);
  }
}

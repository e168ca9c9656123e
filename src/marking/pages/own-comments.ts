interface Kept {
  readonly id: string;
  readonly comment: string;
}

/**
 * An assessor's own comments under the field that they go into: the button opens and closes the list, Tab goes through it,
 * Enter takes one, Escape closes. Without script the same button leads to a page with the same list.
 */
export class OwnComments {
  constructor(
    private readonly form: HTMLFormElement,
    private readonly number: string,
  ) {}

  listen(): void {
    const { form } = this;
    form.addEventListener('click', (event) => {
      const button = (event.target as HTMLElement).closest<HTMLButtonElement>('[data-own-comments]');
      if (!button) return;
      event.preventDefault();
      void this.toggle(button);
    });
    form.addEventListener('keydown', (event) => {
      const list = (event.target as HTMLElement).closest<HTMLElement>('[data-own-list]');
      if (event.key === 'Escape' && list) this.close(list);
    });
    for (const button of form.querySelectorAll<HTMLButtonElement>('[data-own-comments]')) {
      button.textContent = `Your own comments on ${button.dataset['ownComments'] ?? ''}`;
      button.setAttribute('aria-expanded', 'false');
    }
  }

  private async toggle(button: HTMLButtonElement): Promise<void> {
    const criterion = button.dataset['ownComments'] ?? '';
    const open = this.listOf(criterion);
    if (open) return this.close(open);
    const list = document.createElement('ul');
    list.className = 'kept-comments';
    list.dataset['ownList'] = criterion;
    list.setAttribute('aria-label', `Your own comments on ${criterion}`);
    button.setAttribute('aria-expanded', 'true');
    button.after(list);
    const kept = await this.load(criterion);
    if (!kept) list.append(line('They cannot be loaded now. Try again in a moment.'));
    else if (kept.length === 0) list.append(line('You keep none yet.'));
    else for (const { comment } of kept) list.append(this.choice(criterion, comment));
    list.append(this.wholePage(criterion));
    list.querySelector<HTMLElement>('button, a')?.focus();
  }

  private async load(criterion: string): Promise<readonly Kept[] | null> {
    try {
      const path = `/api/v1/scripts/${this.number}/comments?criterion=${encodeURIComponent(criterion)}`;
      const response = await fetch(path);
      return response.ok ? ((await response.json()) as { comments: Kept[] }).comments : null;
    } catch {
      return null;
    }
  }

  private choice(criterion: string, comment: string): HTMLLIElement {
    const item = document.createElement('li');
    const button = document.createElement('button');
    button.type = 'button';
    button.className = 'link-button marking__words';
    button.textContent = comment;
    button.addEventListener('click', () => this.insert(criterion, comment));
    item.append(button);
    return item;
  }

  /** Where one is kept, mended and taken away. What is typed is saved before the page is left, since this is a button of the form. */
  private wholePage(criterion: string): HTMLLIElement {
    const item = document.createElement('li');
    const button = document.createElement('button');
    button.type = 'submit';
    button.name = 'goOn';
    button.value = `comments-${criterion}`;
    button.className = 'link-button';
    button.textContent = 'Keep what I wrote, mend or take away';
    item.append(button);
    return item;
  }

  /** At the caret, as if it had been typed, so that it is saved like anything else. */
  private insert(criterion: string, comment: string): void {
    const field = this.form.querySelector<HTMLTextAreaElement>(`textarea[name="comment-${criterion}"]`);
    const list = this.listOf(criterion);
    if (!field || field.readOnly) return;
    const at = field.selectionEnd;
    const before = field.value.slice(0, at);
    const gap = before === '' || /\s$/.test(before) ? '' : ' ';
    field.setRangeText(gap + comment, at, at, 'end');
    field.dispatchEvent(new Event('input', { bubbles: true }));
    if (list) this.close(list);
    field.focus();
  }

  private listOf(criterion: string): HTMLElement | null {
    return this.form.querySelector(`[data-own-list="${criterion}"]`);
  }

  private close(list: HTMLElement): void {
    const button = this.form.querySelector<HTMLElement>(`[data-own-comments="${list.dataset['ownList'] ?? ''}"]`);
    list.remove();
    button?.setAttribute('aria-expanded', 'false');
    button?.focus();
  }
}

function line(words: string): HTMLLIElement {
  const item = document.createElement('li');
  item.textContent = words;
  return item;
}

/** The line that says whether everything is saved. Read aloud are only troubles and their end, not every pause in typing. */
export class SavingLine {
  private readonly shown: HTMLElement;
  private readonly said: HTMLElement;
  private savedAt: number | null = null;
  private wasTrouble = false;

  constructor(form: HTMLElement) {
    this.shown = form.querySelector('[data-saving]') as HTMLElement;
    this.said = form.querySelector('[data-said]') as HTMLElement;
    setInterval(
      () => this.savedAt !== null && this.show(`Saved ${ago(performance.now() - this.savedAt)}`, false),
      1_000,
    );
  }

  waiting(): void {
    this.savedAt = null;
    if (!this.wasTrouble) this.show('Waiting to save', false);
  }

  saved(): void {
    this.savedAt = performance.now();
    this.show('Saved just now', false);
    if (this.wasTrouble) this.said.textContent = 'Saved.';
    this.wasTrouble = false;
  }

  broughtBack(): void {
    this.said.textContent = 'What you typed earlier and could not save is back.';
    this.show('Waiting to save', false);
  }

  trouble(words: string): void {
    this.savedAt = null;
    this.show(words, true);
    if (!this.wasTrouble) this.said.textContent = words;
    this.wasTrouble = true;
  }

  /** A change met another one: both are kept, and the person says which stands. */
  beside(number: string): void {
    this.trouble('Changed in another window meanwhile. Both versions are kept. ');
    const link = document.createElement('a');
    link.href = `/scripts/${number}/versions`;
    link.className = 'govuk-link';
    link.textContent = 'Choose which one stands';
    this.shown.append(link);
  }

  private show(words: string, isTrouble: boolean): void {
    this.shown.hidden = false;
    this.shown.textContent = words;
    this.shown.classList.toggle('marking__trouble', isTrouble);
  }
}

function ago(ms: number): string {
  const seconds = Math.round(ms / 1_000);
  if (seconds < 60) return `${Math.max(1, seconds)} s ago`;
  return `${Math.floor(seconds / 60)} min ago`;
}

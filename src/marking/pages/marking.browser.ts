import { ChangeQueue } from './change-queue.js';
import { Criteria } from './criteria.js';
import { KeptChanges } from './kept-changes.js';
import { OwnComments } from './own-comments.js';
import { sendChanges } from './send-changes.js';
import { SavingLine } from './saving-line.js';

/** Saves what is typed as it is typed. Without it the page is a form with a button that does the same. */
const sheet = document.querySelector<HTMLFormElement>('#sheet[data-state="marking"]');
if (sheet) begin(sheet);

function begin(form: HTMLFormElement): void {
  const pause = 700;
  const retryAfter = 5_000;
  const { number = '', set = '' } = form.dataset;
  const criteria = new Criteria(form);
  const line = new SavingLine(form);
  new OwnComments(form, number).listen();
  const kept = new KeptChanges(set);
  const queue = new ChangeQueue(kept);
  let timer: number | undefined;
  let sending: Promise<void> | null = null;
  let leaving = false;

  const soon = (delay: number): void => {
    clearTimeout(timer);
    timer = window.setTimeout(() => {
      sending ??= send().finally(() => (sending = null));
    }, delay);
  };

  const send = async (): Promise<void> => {
    while (queue.size > 0) {
      const outcome = await sendChanges(number, set, queue.batch());
      if (outcome.kind !== 'recorded') {
        line.trouble(outcome.words);
        if (outcome.kind === 'unreached') soon(retryAfter);
        return;
      }
      for (const recorded of outcome.recorded) {
        queue.acknowledge(recorded);
        criteria.acknowledge(recorded);
      }
      const beside = outcome.recorded.filter(({ applied }) => !applied);
      for (const { criterion } of beside) criteria.setAside(criterion, number);
      if (beside.length > 0) line.beside(number);
      // What was typed meanwhile waits for its own pause.
      if (queue.size > 0) return soon(pause);
      if (beside.length > 0) return;
    }
    line.saved();
  };

  const changed = (criterion: string): void => {
    queue.add(criteria.read(criterion));
    criteria.offerPlace(criterion);
    criteria.showMarked();
    line.waiting();
    soon(pause);
  };

  const bringBack = async (): Promise<void> => {
    const left = (await kept.all()).filter(({ change }) => criteria.has(change.criterion));
    const back = queue.restore(left);
    for (const change of back) criteria.bringBack(change);
    criteria.showMarked();
    if (back.length > 0) line.broughtBack();
    if (queue.size > 0) soon(0);
  };

  form.addEventListener('input', ({ target }) => {
    const criterion = criteria.of(target);
    if (criterion) changed(criterion);
  });
  // What was typed before this script had come.
  for (const criterion of criteria.typedOn()) changed(criterion);
  criteria.showMarked();
  void bringBack();
  form.addEventListener('submit', () => (leaving = true));
  window.addEventListener('online', () => soon(0));
  document.addEventListener('visibilitychange', () => queue.size > 0 && soon(0));
  window.addEventListener('beforeunload', (event) => {
    if (queue.size > 0 && !leaving) event.preventDefault();
  });
}

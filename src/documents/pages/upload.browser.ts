import { DetailedError, Upload } from 'tus-js-client';

/** A resumable upload where script runs; the form itself where it does not. Goes on where it stopped, also on another day. */
for (const form of document.querySelectorAll<HTMLFormElement>('form[data-upload]')) {
  form.addEventListener('submit', (event) => {
    const chosen = form.querySelector<HTMLInputElement>('input[type=file]')?.files?.[0];
    if (!chosen || form.dataset['fallback'] === 'yes') return;
    event.preventDefault();
    void send(form, chosen);
  });
}

/** The server's own words for what it refused; null where it was not the server that said no. */
function refusalIn(error: Error): string | null {
  if (!(error instanceof DetailedError) || !error.originalResponse) return null;
  try {
    const { facts } = JSON.parse(error.originalResponse.getBody()) as { facts?: { says?: unknown } };
    return typeof facts?.says === 'string' ? facts.says : null;
  } catch {
    return null;
  }
}

async function send(form: HTMLFormElement, chosen: File): Promise<void> {
  const bar = form.querySelector('progress');
  const said = form.querySelector('.upload__said');
  const button = form.querySelector('button');
  const part = form.querySelector<HTMLElement>('.upload__progress');
  if (!bar || !said || !button || !part) return;
  part.hidden = false;
  bar.hidden = false;
  button.disabled = true;
  const say = (text: string): void => {
    said.textContent = text;
  };
  const title = form.querySelector<HTMLInputElement>('input[name=title]')?.value ?? '';
  const upload = new Upload(chosen, {
    endpoint: '/uploads',
    chunkSize: 5 * 1024 * 1024,
    retryDelays: [0, 1_000, 3_000, 5_000, 10_000, 20_000, 30_000],
    removeFingerprintOnSuccess: true,
    metadata: { filename: chosen.name, component: form.dataset['upload'] ?? '', title },
    onProgress: (sent, whole) => {
      bar.value = Math.floor((sent / whole) * 100);
      say(`${bar.value} per cent sent`);
    },
    onShouldRetry: (error) => {
      const status = error.originalResponse?.getStatus() ?? 0;
      const isWorth = status === 0 || status >= 500 || status === 409 || status === 423;
      if (isWorth) say('The line broke off. Going on by itself; you may leave this page open.');
      return isWorth;
    },
    onError: (error) => {
      button.disabled = false;
      const refused = refusalIn(error);
      if (refused) {
        bar.hidden = true;
        say(refused);
        return;
      }
      // Whatever keeps resumable uploads from here, the ordinary form may get through, and says in words what is wrong.
      form.dataset['fallback'] = 'yes';
      form.requestSubmit();
    },
    onSuccess: () => {
      say('All of it is here. It is being checked now.');
      location.assign('/documents');
    },
  });
  const [earlier] = await upload.findPreviousUploads();
  // An upload goes on only as what it began: the same file may have been sent as another account before.
  const same =
    earlier?.metadata['component'] === form.dataset['upload'] && (earlier?.metadata['title'] ?? '') === title;
  if (earlier && same) upload.resumeFromPreviousUpload(earlier);
  upload.start();
}

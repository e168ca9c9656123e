/**
 * Parts of a page that follow what happens: `<div id="…" data-live="TOPIC" data-live-token="…">`. When the server says
 * that the topic changed, the page is asked for again and the part is replaced. Without script the page is simply loaded
 * again by hand.
 */
export function watchLiveParts(): void {
  for (const part of document.querySelectorAll<HTMLElement>('[data-live]')) watch(part);
}

function watch(part: HTMLElement): void {
  const { live, liveToken } = part.dataset;
  if (!live || !liveToken || !part.id) return;
  const address = `/events?topic=${encodeURIComponent(live)}&token=${encodeURIComponent(liveToken)}`;
  const stream = new EventSource(address);
  let isAsking = false;
  let isStale = false;
  const refresh = async (): Promise<void> => {
    if (isAsking) {
      isStale = true;
      return;
    }
    isAsking = true;
    await replace(part.id).catch(() => undefined);
    isAsking = false;
    if (isStale) {
      isStale = false;
      await refresh();
    }
  };
  stream.addEventListener('changed', () => void refresh());
  globalThis.addEventListener('pagehide', () => stream.close());
}

async function replace(id: string): Promise<void> {
  const answer = await fetch(location.href, { headers: { accept: 'text/html' }, credentials: 'same-origin' });
  if (!answer.ok) return;
  const fresh = new DOMParser().parseFromString(await answer.text(), 'text/html').getElementById(id);
  const part = document.getElementById(id);
  if (!fresh || !part || part.innerHTML === fresh.innerHTML) return;
  // Somebody is typing in it or has it focused: look again at the next change.
  if (part.contains(document.activeElement) && document.activeElement !== document.body) return;
  part.replaceChildren(...fresh.childNodes);
}

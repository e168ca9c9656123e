/** Where signing in may lead to, and nowhere else: a page of ours, by a path. */
const nowhere = 'http://nowhere.invalid';

/**
 * The path to go on to after signing in: `next` where it is a page of ours (path and query, at most 500 letters), else
 * the first page. OWASP ASVS 5.0, 3.7.2: nobody is sent elsewhere by a link to us.
 */
export function nextPath(next: string | undefined): string {
  if (!next || next.length > 500 || !/^\/(?![/\\])[\x21-\x7e]*$/.test(next) || next.includes('\\')) return '/';
  if (!URL.canParse(next, nowhere)) return '/';
  const url = new URL(next, nowhere);
  if (url.origin !== nowhere) return '/';
  // A path that was written around dots may still begin with two strokes once they are gone.
  if (url.pathname.startsWith('//') || isNoPage(url.pathname)) return '/';
  return url.pathname + url.search;
}

function isNoPage(path: string): boolean {
  return /^\/(api|events|sign-in|sign-out|second-factor|demo\/sign-in)(\/|$)/.test(path);
}

/** Where uploads lie until they are adopted: a directory of the directory store, a prefix of the bucket. */
export const INCOMING = 'incoming';

const NAME = /^[0-9a-f]{32}$/;

/** True for a name that we gave an upload: 32 hex digits. Nothing that a sender wrote becomes part of a path or a key. */
export function isIncomingName(name: string): boolean {
  return NAME.test(name);
}

/** The name, or a throw: a name that we did not give must never reach the store. */
export function incomingName(name: string): string {
  if (!isIncomingName(name)) throw new TypeError(`Not the name of an upload: ${name}`);
  return name;
}

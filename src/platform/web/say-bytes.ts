/**
 * A size as Windows writes it, in steps of 1,024: "300 bytes", "19 KB", "25 MB", "1.5 MB". What a framework allows, 25 MiB, is
 * the 25 MB that people are told.
 */
export function sayBytes(bytes: number): string {
  if (bytes < 1_024) return `${bytes} bytes`;
  const kilobytes = Math.round(bytes / 1_024);
  if (kilobytes < 1_024) return `${kilobytes} KB`;
  return `${(bytes / 1_024 / 1_024).toFixed(1).replace(/\.0$/, '')} MB`;
}

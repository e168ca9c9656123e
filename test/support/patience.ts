/**
 * Milliseconds that a spec waits for something that must come, such as a word on a page or a process that starts. How soon a busy
 * machine brings it says nothing: this ends what hangs, before the limit of the spec itself (jest.config.mjs) does without a word.
 */
export const patience = 120_000;

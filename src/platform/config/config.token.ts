/** The injection token of the settings, read once when the process starts. */
export const configToken = Symbol('settings');

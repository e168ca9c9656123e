declare module 'govuk-frontend' {
  /** Starts every component of the page that declares a `data-module`. */
  export function initAll(): void;
}

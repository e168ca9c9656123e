import { initAll } from 'govuk-frontend';
import { watchLiveParts } from './live-parts.js';

initAll();
watchLiveParts();

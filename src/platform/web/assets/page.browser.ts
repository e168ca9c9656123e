import { initAll } from 'govuk-frontend';
import { watchLiveParts } from './live-parts.js';
import { sayOwnTimes } from './own-time.js';

initAll();
watchLiveParts();
sayOwnTimes();

import { UsageError } from '../api/errors.ts';

/** Another process writes the population, or has just made it. */
export class TakenError extends UsageError {}

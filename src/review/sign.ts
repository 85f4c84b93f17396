/**
 * Each kind of sign, and why it matters: something in a change that can make tests pass and a measure better without making
 * the program better. A sign is no proof; most are harmless, and a person can tell.
 */
export const reasons = {
  'kept-state':
    'Keeps values from call to call: a measure that repeats a call finds the result ready, which nobody else does.',
  'load-time-work': 'Works when the module is loaded, which a measure may not count.',
  'deferred-work': 'Threads, timers and lazy values do work elsewhere or later, where a measure may not count it.',
  surroundings:
    'Reads where it runs (environment, arguments, files, the stack), so it can behave otherwise under tests.',
  'test-aware': 'Names a tool of tests or benchmarks: a program has no reason to know them.',
  clock: 'Reads the clock, which can tell a measure from use.',
  randomness: 'Draws random numbers: results can differ from run to run.',
  patching: 'Changes what belongs to others, such as globals and prototypes, and so perhaps what measures it.',
  precision: 'Computes with less precision, or with another tolerance, than before.',
  'special-case': 'Compares with a fixed value, which may come from the tests or the benchmark.',
  'embedded-data': 'Holds a table or a long text, which may hold results.',
  'new-import': 'Uses what it did not use before.',
  'removed-check': 'An error that was raised before is gone.',
  'removed-branch': 'A decision is gone: look for the case that it was for.',
  'hidden-errors': 'Catches errors that callers saw before.',
  unchecked: 'Switches off a check of the compiler, a linter or the language.',
  'dynamic-code': 'Runs code from text, or of another language.',
  'hidden-characters': 'Has characters that hide or reorder what is written.',
} as const;

export type SignName = keyof typeof reasons;

/** A line of a change that a reviewer should look at. */
export interface Sign {
  readonly name: SignName;
  readonly file: string;
  /** Line of the new text, from 1; where something was removed, the line that now stands there. */
  readonly line: number;
  /** The line; of something removed, the line that was there. */
  readonly text: string;
}

/** What no look at a change can find, for the reviewer to think of. */
export const unseen: readonly string[] = [
  'A special case that knows the inputs of the benchmark by their size, order or shape, without naming a value.',
  'Results that are less exact, though within the tolerance of the tests.',
  'Other results for inputs that neither the tests nor the benchmark have.',
  'Values kept from call to call inside objects that the caller holds.',
  'More memory, longer loading, more cores: unless the measure counts them.',
];

import parseDuration from 'parse-duration';
import { z } from 'zod';
import { UsageError } from './api/errors.ts';
import { modelSchema } from './models/settings.ts';
import { acceptances } from './population/archive.ts';
import { topologies } from './population/migration.ts';

const count = (low: number, high: number) => z.number().int().min(low).max(high);

/** A list, or its names with commas between them. */
const proposerList = z.preprocess(
  (given) => (typeof given === 'string' ? given.split(',').map((name) => name.trim()) : given),
  z.array(z.string()).min(1),
);

/** Every option that shapes a search, with its default. What is read here goes into the record and never changes. */
const searchConfig = z.strictObject({
  islands: count(1, 64).default(4).describe('number of islands'),
  topology: z.enum(topologies).default('ring').describe('which islands receive migrants'),
  migrationInterval: count(1, 1e9).default(50).describe('attempts per island between migrations'),
  restart: count(0, 1e9).default(300).describe('attempts per island without a rise until it is restarted; 0: never'),
  cells: z.boolean().default(true).describe('an island keeps a candidate for every cell of the archive, else only one'),
  accept: z.enum(acceptances).default('better').describe('when a child takes the place in its cell'),
  explore: z.number().min(0).max(1).default(0.2).describe('share of parents drawn from any cell of the archive'),
  inspirations: count(0, 16).default(4).describe('candidates shown beside the parent'),
  elites: count(1, 1000).default(32).describe('length of the list of the best'),
  proposers: proposerList.default(['operators']).describe('what suggests changes'),
  choice: z.enum(['bandit', 'uniform']).default('bandit').describe('how it is chosen who proposes next'),
  models: z.array(modelSchema).default([]).describe('models that suggest changes'),
  context: z
    .array(z.strictObject({ name: z.string(), text: z.string() }))
    .default([])
    .describe('texts shown to models, with their names'),
  templates: z
    .record(z.string(), z.array(z.string()).min(1))
    .default({})
    .describe('what models are asked, by the name of the ask'),
  tune: z.boolean().default(true).describe('tune the numbers of what models found'),
  simplify: z.boolean().default(true).describe('make the winner simpler when the search has ended'),
  deterministic: z.boolean().default(false).describe('the same seed gives the same commits'),
  lag: count(1, 1000).default(8).describe('attempts under way at once in a deterministic run'),
  attempts: count(1, 1e9).optional().describe('end after this many attempts'),
  evaluations: count(1, 1e9).optional().describe('end after this many programs were scored'),
  milliseconds: z.number().positive().optional().describe('end after this much time'),
  until: z.number().positive().optional().describe('end at this moment, in milliseconds since 1970'),
  target: z.number().optional().describe('end at this score'),
  patienceAttempts: count(1, 1e9).optional().describe('end after this many attempts without a better score'),
  patienceMilliseconds: z.number().positive().optional().describe('end after this much time without a better score'),
  money: z.number().positive().optional().describe('end when models have cost this much, in US dollars'),
});

export type SearchConfig = Readonly<z.infer<typeof searchConfig>>;

/** Reads, defaults, checks and freezes the options of a search. */
export function readConfig(options: Readonly<Record<string, unknown>>): SearchConfig {
  const given = Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
  const read = searchConfig.safeParse(given);
  if (read.success) return Object.freeze(read.data);
  const complaints = read.error.issues.map((issue) => `  ${issue.path.join('.') || 'option'}: ${issue.message}`);
  throw new UsageError(
    `These options cannot be used:\n${complaints.join('\n')}\nOptions that --set knows: ${Object.keys(searchConfig.shape).join(', ')}.`,
  );
}

/** @throws {UsageError} where a deterministic run is to end after some time: it has no time of its own. */
export function checkTime(config: SearchConfig): void {
  const { deterministic, milliseconds, patienceMilliseconds } = config;
  if (deterministic && (milliseconds ?? patienceMilliseconds) !== undefined)
    throw new UsageError(
      'A deterministic run has no clock: use --attempts, --evaluations or --patience COUNT instead of times.',
    );
}

/** Every option that `--set` knows, one a line: its default, what it is, and its values where they have names. */
export function describeSettings(): string {
  const defaults: Readonly<Record<string, unknown>> = readConfig({});
  const lines = Object.entries(searchConfig.shape).map(([name, schema]) => {
    const assigned = name in defaults ? `${name}=${shortText(defaults[name])}` : name;
    const named = schema instanceof z.ZodDefault && schema.unwrap();
    const values = named instanceof z.ZodEnum ? ` (${named.options.join(', ')})` : '';
    return `  ${assigned.padEnd(21)} ${schema.description}${values}`;
  });
  return ['Options for --set, with their defaults:', ...lines].join('\n');
}

/** As it is written behind `--set key=`. */
function shortText(value: unknown): string {
  const isNames = Array.isArray(value) && value.length > 0 && value.every((item) => typeof item === 'string');
  return isNames ? value.join() : typeof value === 'string' ? value : JSON.stringify(value);
}

/** Reads `key=value` pairs; values are JSON where they parse as such, and text otherwise. */
export function readSettings(pairs: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(
    pairs.map((pair) => {
      const [key, ...rest] = pair.split('=');
      if (!key || rest.length === 0) throw new UsageError(`--set ${pair}: expected key=value, such as islands=8.`);
      return [key, readValue(rest.join('='))];
    }),
  );
}

function readValue(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

const duration = /^(\s*\d+(\.\d+)?\s*(ms|s|m|h|d))+\s*$/;

/** A duration such as `90s`, `8h` or `1h30m`, in milliseconds. */
export function readDuration(text: string): number {
  const milliseconds = duration.test(text) ? parseDuration(text) : null;
  if (milliseconds !== null) return milliseconds;
  throw new UsageError(`Invalid duration '${text}': use a number with a unit, such as 90s, 20m, 8h or 1h30m.`);
}

/** The next time the clock shows `HH:MM`, in milliseconds since 1970. */
export function readClockTime(text: string, now: Date): number {
  const [, hours, minutes] = /^(\d{1,2}):(\d{2})$/.exec(text) ?? [];
  if (hours === undefined || Number(hours) > 23 || Number(minutes) > 59)
    throw new UsageError(`${text} is no time of day: write it like 07:00.`);
  const moment = new Date(now);
  moment.setHours(Number(hours), Number(minutes), 0, 0);
  if (moment <= now) moment.setDate(moment.getDate() + 1);
  return moment.getTime();
}

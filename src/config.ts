import parseDuration from 'parse-duration';
import { z } from 'zod';
import { UsageError } from './api/errors.ts';
import { lessonKinds } from './api/playbook.ts';
import type { RunFacts } from './api/store.ts';
import { didYouMean } from './did-you-mean.ts';
import { playbookModes } from './memory/playbook.ts';
import { promptModes } from './memory/prompts.ts';
import { embeddingSchema, modelSchema } from './models/settings.ts';
import { acceptances } from './population/archive.ts';
import { topologies } from './population/migration.ts';
import { modelParents } from './population/model-parents.ts';

const count = (low: number, high: number) => z.number().int().min(low).max(high);

/** A list of names, or one text with commas between them. */
const proposerList = z.preprocess(
  (given) => (typeof given === 'string' ? given.split(',').map((name) => name.trim()) : given),
  z.array(z.string()).min(1),
);

/** How one island differs from the others. */
const aimConfig = z.strictObject({
  proposers: proposerList.optional().describe('operators that are used there'),
  models: proposerList.optional().describe('models that are asked there, by label; none: no model'),
  asks: proposerList.optional().describe('what models are asked for there'),
  prompt: z.string().min(1).max(4000).optional().describe('a text that models see there'),
  explore: z.number().min(0).max(1).optional().describe('share of parents drawn from any cell there'),
});

/** Every option of a search, with its default. The values go into the record and never change. */
const searchConfig = z.strictObject({
  islands: count(1, 64).default(4).describe('number of islands'),
  island: z
    .record(z.string().regex(/^\d+$/, 'expected the number of an island, such as island.2.explore=0.5'), aimConfig)
    .optional()
    .describe('how one island differs, such as island.2.explore=0.5'),
  topology: z.enum(topologies).default('ring').describe('which islands receive migrants'),
  migrationInterval: count(1, 1e9).default(50).describe('attempts per island between migrations'),
  restart: count(0, 1e9).default(300).describe('attempts per island without improvement before it restarts; 0: never'),
  cells: z.boolean().default(true).describe('keep a candidate in every cell of the archive, else only the best'),
  accept: z.enum(acceptances).default('better').describe('when a child replaces the candidate in its cell'),
  explore: z.number().min(0).max(1).default(0.2).describe('share of parents drawn from any cell of the archive'),
  inspirations: count(0, 16).default(4).describe('candidates that a proposer sees beside the parent'),
  elites: count(1, 1000).default(32).describe('best candidates of the whole run to keep'),
  cost: z.boolean().default(true).describe('prefer candidates that are cheaper to evaluate'),
  drift: z.enum(['always', 'alone', 'never']).default('alone').describe('when operators fill cells without a gain'),
  modelParents: z.enum(modelParents).default('best').describe('where parents of models come from'),
  twins: z.boolean().default(true).describe('recognise programs that models wrote before, nearly'),
  embed: embeddingSchema.optional().describe('embedding model whose vectors recognise such programs too'),
  proposers: proposerList.default(['operators']).describe('proposers to use'),
  choice: z.enum(['bandit', 'uniform']).default('bandit').describe('how the next proposer is chosen'),
  models: z.array(modelSchema).default([]).describe('models to use'),
  context: z
    .array(z.strictObject({ name: z.string(), text: z.string() }))
    .default([])
    .describe('texts that models see with every prompt, by name'),
  templates: z
    .record(z.string(), z.array(z.string()).min(1))
    .default({})
    .describe('prompt templates, by kind of prompt'),
  playbook: z
    .enum(playbookModes)
    .default('auto')
    .describe('models write down what they learn; auto: after 40 attempts'),
  playbookInterval: count(1, 1e9).default(16).describe('attempts of models from one reflection to the next'),
  prompts: z.enum(promptModes).default('auto').describe('models reword the prompts; auto: after 160 attempts'),
  promptInterval: count(1, 1e9).default(48).describe('attempts of models from one new wording to the next'),
  lessons: z
    .array(
      z.strictObject({
        kind: z.enum(lessonKinds),
        text: z.string().max(1000),
        by: z.strictObject({ name: z.string().max(200), is: z.enum(['model', 'person']) }),
      }),
    )
    .max(200)
    .default([])
    .describe('lessons that the playbook begins with; see run --playbook'),
  tune: z.boolean().default(true).describe('tune the constants of programs that models wrote'),
  simplify: z.boolean().default(true).describe('simplify the winner after the search'),
  deterministic: z.boolean().default(false).describe('make the same commits from the same seed'),
  lag: count(1, 1000).default(8).describe('concurrent attempts of a deterministic run'),
  attempts: count(1, 1e9).optional().describe('stop after this many attempts'),
  evaluations: count(1, 1e9).optional().describe('stop after scoring this many programs'),
  milliseconds: z.number().positive().optional().describe('stop after this many milliseconds'),
  until: z.number().positive().optional().describe('stop at this time, in milliseconds since 1970'),
  target: z.number().optional().describe('stop when a candidate has this score, or a better one'),
  patienceAttempts: count(1, 1e9).optional().describe('stop after this many attempts without improvement'),
  patienceMilliseconds: z
    .number()
    .positive()
    .optional()
    .describe('stop after this many milliseconds without improvement'),
  money: z.number().positive().optional().describe('stop when models have cost this much, in US dollars'),
});

export type SearchConfig = Readonly<z.infer<typeof searchConfig>>;

/** Reads, defaults, checks and freezes the options of a search. */
export function readConfig(options: Readonly<Record<string, unknown>>): SearchConfig {
  const given = Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
  const read = searchConfig.safeParse(given);
  if (read.success) return Object.freeze(read.data);
  throw new UsageError(`Invalid options:\n${read.error.issues.flatMap(complaintsOf).join('\n')}`);
}

/** What runs did whose records do not name these options, since they are older. */
const before = { cost: false, drift: 'always', modelParents: 'island', playbook: 'off', prompts: 'fixed' };

/** Reads the options of a recorded run. */
export function readRecordedConfig(options: RunFacts['config']): SearchConfig {
  return readConfig({ ...before, ...options });
}

const names = Object.keys(searchConfig.shape);
const modelNames = Object.keys(modelSchema.in.shape);

/** Names of the fields within options that have some. */
const fieldsOf: Readonly<Record<string, readonly string[]>> = {
  models: modelNames,
  island: Object.keys(aimConfig.shape),
};

function complaintsOf(issue: z.core.$ZodIssue): readonly string[] {
  const [option] = issue.path;
  const known = fieldsOf[String(option)] ?? names;
  if (issue.code === 'invalid_key') return [`  ${issue.path.join('.')}: ${issue.issues[0]?.message ?? issue.message}`];
  if (issue.code !== 'unrecognized_keys') return [`  ${issue.path.join('.')}: ${issue.message}`];
  const where = option === 'island' ? `${issue.path.join('.')}.` : '';
  return [
    ...issue.keys.map((key) => `  ${where}${key}: unknown.${didYouMean(key, known)}`),
    `The options are: ${known.join(', ')}.`,
  ];
}

/** @throws {UsageError} if a limit can never be reached: a deterministic run has no clock, and models may have no price. */
export function checkLimits({ deterministic, milliseconds, patienceMilliseconds, money, models }: SearchConfig): void {
  if (deterministic && (milliseconds ?? patienceMilliseconds) !== undefined)
    throw new UsageError(
      'A deterministic run cannot stop after some time: use --attempts, --evaluations or --patience COUNT instead.',
    );
  if (money !== undefined && !models.some(({ price }) => price !== undefined))
    throw new UsageError('--money needs a --model with a price, such as --model name=NAME,price=0.15/0.60.');
}

/** @throws {UsageError} if an embedding model has nothing to do, or would make a deterministic run depend on a server's timing. */
export function checkEmbedding({ embed, deterministic, models, twins }: SearchConfig): void {
  if (!embed) return;
  if (deterministic)
    throw new UsageError('--embed cannot be used with --deterministic: a server that fails would change the commits.');
  if (models.length === 0 || !twins)
    throw new UsageError('--embed compares programs of models: it needs a --model, and twins=true.');
}

/** One line per option of `--set`: its default, its meaning, and its values where they have names. */
export function describeSettings(): string {
  const defaults: Readonly<Record<string, unknown>> = readConfig({});
  const lines = Object.entries(searchConfig.shape).map(([name, schema]) => {
    const assigned = name in defaults ? `${name}=${shortText(defaults[name])}` : name;
    const named = schema instanceof z.ZodDefault && schema.unwrap();
    const values = named instanceof z.ZodEnum ? ` (${named.options.join(', ')})` : '';
    return `  ${assigned.padEnd(21)} ${schema.description}${values}`;
  });
  return ['Options of --set, with their defaults:', ...lines].join('\n');
}

/** A value as `--set key=` takes it. */
function shortText(value: unknown): string {
  const isNames = Array.isArray(value) && value.length > 0 && value.every((item) => typeof item === 'string');
  return isNames ? value.join() : typeof value === 'string' ? value : JSON.stringify(value);
}

/** Reads `key=value` pairs. A value that is no JSON is text; `a.b=1` sets `b` within `a`. */
export function readSettings(pairs: readonly string[]): Record<string, unknown> {
  const settings: Record<string, unknown> = {};
  for (const pair of pairs) {
    const [, key, value] = /^([^=]+)=(.*)$/s.exec(pair) ?? [];
    if (key === undefined || value === undefined)
      throw new UsageError(`--set ${pair}: expected key=value, such as islands=8.`);
    place(settings, key.split('.'), readValue(value));
  }
  return settings;
}

function place(settings: Record<string, unknown>, [name = '', ...within]: readonly string[], value: unknown): void {
  if (within.length === 0) return void Object.defineProperty(settings, name, plainly(value));
  const known = settings[name];
  const inner = typeof known === 'object' && known !== null ? { ...known } : {};
  place(inner, within, value);
  Object.defineProperty(settings, name, plainly(inner));
}

/** As an assignment, which for some names would do something else. */
const plainly = (value: unknown) => ({ value, writable: true, enumerable: true, configurable: true });

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
  if (milliseconds !== null && milliseconds > 0) return milliseconds;
  throw new UsageError(`Invalid duration '${text}': use a number with a unit, such as 90s, 20m, 8h or 1h30m.`);
}

/** The next time the clock shows `HH:MM`, in milliseconds since 1970. */
export function readClockTime(text: string, now: Date): number {
  const [, hours, minutes] = /^(\d{1,2}):(\d{2})$/.exec(text) ?? [];
  if (hours === undefined || Number(hours) > 23 || Number(minutes) > 59)
    throw new UsageError(`Invalid time of day '${text}': use hours and minutes, such as 07:00.`);
  const moment = new Date(now);
  moment.setHours(Number(hours), Number(minutes), 0, 0);
  if (moment <= now) moment.setDate(moment.getDate() + 1);
  return moment.getTime();
}

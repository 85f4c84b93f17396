import { parseDocument } from 'yaml';
import { z } from 'zod';
import type { PythonLimits } from '../api/evaluator.ts';

/** What of a config.yaml of OpenEvolve means something here. */
export interface OpenevolveConfig {
  readonly statement: string | undefined;
  readonly settings: Readonly<Record<string, unknown>>;
  readonly limits: Partial<PythonLimits>;
  readonly cascade: boolean;
  readonly thresholds: readonly number[];
  /** Metrics that describe a program, and are no goal. */
  readonly features: readonly string[];
  readonly bins: number | undefined;
  /** What was used and what was not, in words. */
  readonly notes: readonly string[];
}

const model = z.looseObject({ name: z.string(), weight: z.number().optional(), api_base: z.string().optional() });

/** The fields that are read; what is there besides is named as ignored. */
const schema = z.looseObject({
  max_iterations: z.number().int().positive().nullish(),
  early_stopping_patience: z.number().int().positive().nullish(),
  file_suffix: z.string().nullish(),
  language: z.string().nullish(),
  prompt: z.looseObject({ system_message: z.string().nullish() }).nullish(),
  database: z
    .looseObject({
      num_islands: z.number().int().positive().nullish(),
      migration_interval: z.number().int().positive().nullish(),
      feature_dimensions: z.union([z.array(z.string()), z.record(z.string(), z.unknown())]).nullish(),
      feature_bins: z.unknown().optional(),
    })
    .nullish(),
  evaluator: z
    .looseObject({
      timeout: z.number().positive().nullish(),
      memory_limit_mb: z.number().positive().nullish(),
      cascade_evaluation: z.boolean().nullish(),
      cascade_thresholds: z.array(z.number()).nullish(),
    })
    .nullish(),
  llm: z
    .looseObject({
      api_base: z.string().nullish(),
      models: z.array(model).nullish(),
      primary_model: z.string().nullish(),
      secondary_model: z.string().nullish(),
    })
    .nullish(),
});

type Config = z.infer<typeof schema>;

/** OpenEvolve's own thresholds. */
const usualThresholds = [0.5, 0.75, 0.9];

export function readOpenevolveConfig(text = ''): OpenevolveConfig {
  const { config, faults } = read(text);
  const { evaluator, database, prompt } = config;
  const dimensions = database?.feature_dimensions ?? [];
  const features = Array.isArray(dimensions) ? dimensions : Object.keys(dimensions);
  const memory = evaluator?.memory_limit_mb;
  return {
    statement: prompt?.system_message ?? undefined,
    settings: settingsOf(config),
    limits: {
      ...(evaluator?.timeout && { milliseconds: 1000 * evaluator.timeout }),
      ...(memory && { megabytes: memory }),
    },
    cascade: evaluator?.cascade_evaluation ?? true,
    thresholds: evaluator?.cascade_thresholds ?? usualThresholds,
    features,
    bins: typeof database?.feature_bins === 'number' ? database.feature_bins : undefined,
    notes: [...faults, ...modelNotes(config), ...ignoredNotes(config)],
  };
}

/** The fields of a text, or what is wrong with it: nothing that a run needs. */
function read(text: string): { readonly config: Config; readonly faults: readonly string[] } {
  const document = parseDocument(text, { logLevel: 'error' });
  const [broken] = document.errors;
  if (broken)
    return { config: {}, faults: [`config.yaml is ignored, as it is no YAML: ${broken.message.split('\n')[0]}`] };
  const checked = schema.safeParse(document.toJS() ?? {});
  if (checked.success) return { config: checked.data, faults: [] };
  return { config: {}, faults: [`config.yaml is ignored: ${z.prettifyError(checked.error)}`] };
}

function settingsOf({ max_iterations, early_stopping_patience, database }: Config): Record<string, unknown> {
  const wanted = {
    attempts: max_iterations,
    patienceAttempts: early_stopping_patience,
    islands: database?.num_islands,
    migrationInterval: database?.migration_interval,
  };
  return Object.fromEntries(Object.entries(wanted).filter(([, value]) => value !== null && value !== undefined));
}

function modelNotes({ llm }: Config): readonly string[] {
  const named = llm?.models?.map(({ name, api_base }) => ({ name, host: api_base ?? llm.api_base })) ?? [];
  const old = [llm?.primary_model, llm?.secondary_model].flatMap((name) =>
    name ? [{ name, host: llm?.api_base }] : [],
  );
  const models = named.length > 0 ? named : old;
  if (models.length === 0) return [];
  const options = models.map(({ name, host }) => `--model provider=openai,${host ? `host=${host},` : ''}name=${name}`);
  return [
    `No model is asked unless you name it. Those of config.yaml: ${options.join(' ')} (with key=VARIABLE for a key).`,
  ];
}

const used: Readonly<Record<string, readonly string[]>> = {
  '': [
    'max_iterations',
    'early_stopping_patience',
    'file_suffix',
    'language',
    'prompt',
    'database',
    'evaluator',
    'llm',
  ],
  prompt: ['system_message'],
  database: ['num_islands', 'migration_interval', 'feature_dimensions', 'feature_bins'],
  evaluator: ['timeout', 'memory_limit_mb', 'cascade_evaluation', 'cascade_thresholds'],
  llm: ['api_base', 'api_key', 'models', 'primary_model', 'secondary_model'],
};

function ignoredNotes(config: Config): readonly string[] {
  const names = Object.entries(used).flatMap(([section, known]) => {
    const fields = section === '' ? config : config[section];
    const all = typeof fields === 'object' && fields !== null ? Object.keys(fields) : [];
    return all.filter((name) => !known.includes(name)).map((name) => (section ? `${section}.${name}` : name));
  });
  return names.length > 0 ? [`Ignored of config.yaml: ${names.join(', ')}.`] : [];
}

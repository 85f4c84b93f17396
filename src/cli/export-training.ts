import { UsageError } from '../api/errors.ts';
import type { RunRecord } from '../record/read-record.ts';
import { trainingDataOf } from '../training/export.ts';
import { anyNumber } from './arguments.ts';
import { writeNew } from './write-new.ts';

const names = { type: 'string', array: true, default: [] as string[], requiresArg: true } as const;

export const trainingOptions = {
  training: {
    type: 'string',
    describe: 'File to write conversations with rewards to, for training a model (JSON Lines)',
    requiresArg: true,
  },
  pairs: {
    type: 'string',
    describe: 'File to write pairs of a better and a worse answer to, for preference training (JSON Lines)',
    requiresArg: true,
  },
  model: { ...names, describe: 'With --training and --pairs: only answers of this model' },
  stage: { ...names, describe: 'The same: only answers whose evaluation ended in this stage' },
  score: anyNumber('score', 'The same: only answers with this score or a better one'),
  license: {
    type: 'string',
    default: 'unknown',
    describe: 'The same: the license to write into every line',
    requiresArg: true,
  },
} as const;

interface TrainingArguments {
  readonly training?: string | undefined;
  readonly pairs?: string | undefined;
  readonly model: readonly string[];
  readonly stage: readonly string[];
  readonly score?: number | undefined;
  readonly license: string;
  readonly force: boolean;
}

/** A file that was written, and its number of lines. */
interface Written {
  readonly file: string;
  readonly lines: number;
}

/** Writes what can be learnt from a run. Returns undefined where that is not wanted. */
export async function writeTraining(
  record: RunRecord,
  { training, pairs, model: models, stage: stages, score, license, force }: TrainingArguments,
): Promise<{ readonly training?: Written; readonly pairs?: Written } | undefined> {
  if (training === undefined && pairs === undefined) {
    if (models.length + stages.length > 0 || score !== undefined)
      throw new UsageError('--model, --stage and --score choose answers for --training FILE and --pairs FILE.');
    return undefined;
  }
  const data = trainingDataOf(record, { models, stages, score }, license);
  if (training !== undefined) await writeNew(training, data.trainingLines(), force);
  if (pairs !== undefined) await writeNew(pairs, data.pairLines(), force);
  return {
    ...(training !== undefined && { training: { file: training, lines: data.rows.length } }),
    ...(pairs !== undefined && { pairs: { file: pairs, lines: data.pairs } }),
  };
}

/** One line a file. */
export function describeTraining(written: NonNullable<Awaited<ReturnType<typeof writeTraining>>>): string {
  const { training, pairs } = written;
  return [
    ...(training ? [`${training.lines} conversations in ${training.file}`] : []),
    ...(pairs ? [`${pairs.lines} pairs in ${pairs.file}`] : []),
  ].join('\n');
}

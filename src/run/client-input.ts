import { z } from 'zod';
import { UsageError } from '../api/errors.ts';
import type { Extension } from '../api/limits.ts';
import { lessonKinds, type PlaybookChange } from '../api/playbook.ts';
import type { Answer, AskOptions, ProgramText } from '../api/run.ts';

const number = z.int().min(0);
const program = z.object({ files: z.record(z.string(), z.string()) });
const author = z
  .string()
  .trim()
  .min(1)
  .max(60)
  .regex(/^\P{Cc}*$/u, 'expected one line');

const askOptions = z
  .strictObject({
    island: number.optional(),
    parent: number.optional(),
    milliseconds: z.number().positive().optional(),
  })
  .refine(
    ({ island, parent }) => island === undefined || parent === undefined,
    'expected an island or a parent, not both',
  );

const answer = z.strictObject({
  program,
  by: author,
  summary: z.string().max(1000).exactOptional(),
  mate: number.exactOptional(),
});

const text = z.string().trim().min(1).max(1000);
const change = z.discriminatedUnion('op', [
  z.strictObject({ op: z.literal('add'), kind: z.enum(lessonKinds), text, from: z.array(number) }),
  z.strictObject({ op: z.literal('amend'), item: number, text }),
  z.strictObject({ op: z.literal('count'), item: number, as: z.enum(['helped', 'harmed']) }),
  z.strictObject({ op: z.literal('retire'), item: number }),
]);

const count = z.int().positive().max(1e9).optional();
const year = 366 * 24 * 3_600_000;
const extension = z
  .strictObject({
    attempts: count,
    evaluations: count,
    milliseconds: z.number().positive().max(year).optional(),
    money: z.number().positive().max(1e9).optional(),
  })
  .refine((more) => Object.values(more).some((amount) => amount !== undefined), 'expected how much more of what');

/** Readers of what clients pass, which may come from another process or from code without types. They throw UsageErrors. */
export const readAskOptions: (given: unknown) => AskOptions = reader('These options of ask', askOptions);
export const readProgramText: (given: unknown) => ProgramText = reader('This program', program);
export const readClientAnswer: (given: unknown) => Answer = reader('This answer', answer);
export const readHint: (given: unknown) => string = reader('This hint', text);
export const readExtension: (given: unknown) => Extension = reader('This extension of a search', extension);
export const readChanges: (given: unknown) => readonly PlaybookChange[] = reader(
  'These changes of the playbook',
  z.array(change).min(1).max(200),
);
export const readAuthor: (given: unknown) => string = reader('The name of an author', author);

function reader<T>(what: string, schema: z.ZodType<T>): (given: unknown) => T {
  return (given) => {
    const read = schema.safeParse(given);
    if (read.success) return read.data;
    throw new UsageError(`${what} cannot be used:\n${z.prettifyError(read.error)}`);
  };
}

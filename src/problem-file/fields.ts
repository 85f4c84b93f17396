import { z } from 'zod';

/** Fields that `problem.ts` and `problem.yaml` share. */

export const name = z.string().min(1);
export const problemName = name.regex(/^[\w-]+$/, 'expected letters, digits, hyphens');
/** What machines of a queue are called by that run the same stages. */
export const label = z.string().regex(/^[\w-]{1,40}$/, 'expected letters, digits and hyphens, at most 40');
export const direction = z.enum(['max', 'min']);
export const rounds = z.number().int().min(3);
export const positive = z.number().positive();
/** A command in a file that people write. */
export const command = z.union([z.string().min(1), z.array(z.string().min(1)).min(1)], {
  error: 'expected a command: a text, or a list of its words',
});
export const commandLine = z.union([z.string().regex(/\S/, 'expected a command'), z.array(z.string()).min(1)]);

export const fileName = z
  .string()
  .regex(
    /^(?!\/)(?!.*(^|\/)\.\.?(\/|$))[^\0\\]+$/,
    'expected a file below the folder of the problem, with forward slashes',
  );

/** Files and folders whose contents belong to the problem. */
export const dataFiles = z.array(fileName).min(1);

const descriptor = z.strictObject({
  name,
  range: z.tuple([z.number(), z.number()]).refine(([low, high]) => low < high, 'expected [low, high] with low < high'),
  bins: z.number().int().min(1).max(1000),
  scale: z.enum(['linear', 'log']).exactOptional(),
});

export const descriptors = z
  .array(descriptor.refine(({ range, scale }) => scale !== 'log' || range[0] > 0, 'a log scale needs a range above 0'))
  .min(1);

export const objectives = z
  .array(z.strictObject({ name, direction }))
  .min(2)
  .refine((all) => new Set(all.map(({ name }) => name)).size === all.length, 'expected each name once');

export const knownBest = z.strictObject({ score: z.number(), source: z.string() });

import { Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { z } from 'zod';
import { UsageError } from '../../api/errors.ts';
import type { RunClient } from '../../api/run.ts';
import { addProgram } from '../../compose/add-program.ts';
import type { SandboxLevel } from '../../evaluation/jail/choose-jail.ts';
import { writeNote } from '../../record/notes.ts';
import type { Runs } from './runs.ts';

/** Largest request, in bytes: it may hold a program. */
const mostBytes = 2 ** 20;

/** Who is named in the record as the author of all that the page does. */
const by = 'page';

const number = z.int().min(0);
const orders = {
  stop: order(z.strictObject({}), (run) => run.stop(by)),
  extend: order(
    z.strictObject({
      attempts: z.number().optional(),
      evaluations: z.number().optional(),
      milliseconds: z.number().optional(),
      money: z.number().optional(),
    }),
    (run, more) => run.extend(more, by),
  ),
  hint: order(z.strictObject({ text: z.string() }), (run, { text }) => run.hint(text, by)),
  audit: order(z.strictObject({ candidate: number }), (run, { candidate }) => run.audit(candidate, by)),
  add: order(
    z.strictObject({ parent: number, files: z.record(z.string(), z.string()), summary: z.string() }),
    async (run, program) => (await addProgram(run, { ...program, by })).told,
  ),
} as const;

const note = z.strictObject({
  candidate: number,
  star: z.boolean().optional(),
  text: z.string().optional(),
  seen: z.string().optional(),
});

/** What the page may tell a run to do, from the JSON of a request. */
function order<Wanted>(schema: z.ZodType<Wanted>, give: (run: RunClient, wanted: Wanted) => Promise<unknown>) {
  return (body: unknown) => {
    const wanted = read(schema, body);
    return (run: RunClient) => give(run, wanted);
  };
}

function read<T>(schema: z.ZodType<T>, body: unknown): T {
  const found = schema.safeParse(body);
  if (found.success) return found.data;
  throw new UsageError(`This request cannot be used:\n${z.prettifyError(found.error)}`);
}

/**
 * Changes runs for a page that has the token of control. It is a client of the run like any other: of the one under way, in
 * whichever process, or of one at rest, which is opened for it.
 */
export function control(runs: Runs, sandbox: SandboxLevel) {
  return new Hono()
    .get('/', (context) => context.json(true))
    .use(bodyLimit({ maxSize: mostBytes, onError: (context) => context.text('This is more than a MiB.\n', 413) }))
    .post('/:run/:what', async (context) => {
      const { run, what } = context.req.param();
      const body = await context.req.json().catch(() => {
        throw new UsageError('This request holds no JSON.');
      });
      const observed = await runs.open(/^\d+$/.test(run) ? Number(run) : -1);
      if (what === 'note') {
        const { candidate, ...change } = read(note, body);
        const written = await writeNote(await runs.path(observed.view.id), observed.commit(candidate), {
          ...change,
          by,
        });
        await observed.look();
        return context.json(written);
      }
      if (!Object.hasOwn(orders, what)) return context.notFound();
      const give = orders[what as keyof typeof orders](body);
      const { usePopulation } = await import('../../compose/open-run.ts'); // the whole engine: a page that only shows needs none
      return context.json((await usePopulation(await runs.path(observed.view.id), { sandbox }, give)) ?? null);
    })
    .onError((error, context) => {
      if (error instanceof UsageError) return context.text(error.message, 400);
      throw error;
    });
}

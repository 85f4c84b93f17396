/**
 * Grows texts that may hold what reads them, and reads each as the engine does, for so many seconds:
 *   node bench/reading.ts [seconds] [seed]
 * A text that takes more than half a second of processor time of one thread, or ends the process, is a finding: it is made
 * smaller and printed. What parsers take is not counted: they have threads, processes and limits of their own. Ends with 1 where there is one.
 */
import fc from 'fast-check';
import { LimitedProcess, type Reply } from '../src/language/limited-process.ts';
import type { Slowest } from '../test/reading/read-everything.ts';
import { anyText, type Written } from '../test/reading/texts.ts';

const seconds = Number(process.argv[2] ?? 60);
const seed = Number(process.argv[3] ?? Date.now() % 2 ** 31);
const maxMilliseconds = 500;
const limits = { processor: 60_000, megabytes: 1024, wall: 120_000 };
const reader = new LimitedProcess<Written, Slowest>(
  new URL('../test/reading/read-everything.ts', import.meta.url),
  limits,
);

const end = performance.now() + seconds * 1000;
const slowest: (Slowest & { readonly of: string })[] = [];
let texts = 0;

async function isRead(written: Written): Promise<boolean> {
  if (performance.now() > end) return true;
  const reply: Reply<Slowest> = await reader.ask(written);
  texts++;
  if (!('answer' in reply)) return false;
  slowest.push({
    ...reply.answer,
    of: `${written.name} ${JSON.stringify(written.text.slice(0, 60))} ${written.text.length}`,
  });
  slowest.sort((a, b) => b.milliseconds - a.milliseconds).splice(10);
  return reply.answer.milliseconds <= maxMilliseconds;
}

const numRuns = 10_000_000;
const found = await fc.check(fc.asyncProperty(anyText, isRead), {
  seed,
  numRuns,
  interruptAfterTimeLimit: seconds * 1000,
});
console.log(`${texts} texts, seed ${seed}`);
console.table(slowest.map(({ of, part, milliseconds }) => ({ milliseconds: Math.round(milliseconds), part, of })));
if (found.counterexample) {
  const [{ name, text }] = found.counterexample;
  console.log(
    `Not read within its limits: ${name}, ${text.length} characters:\n${JSON.stringify(text).slice(0, 2000)}`,
  );
  process.exitCode = 1;
}
process.exit();

import { FailureError, UsageError } from '../api/errors.ts';
import type { SandboxLevel } from '../evaluation/jail/choose-jail.ts';
import type { RunRecord } from '../record/read-record.ts';
import type { ReportFacts } from '../report/facts.ts';
import { sanitisePicture } from '../report/sanitise.ts';
import { bestChanges, type ReportTexts } from '../report/sections.ts';
import { readChange } from '../repository/apply/change.ts';
import { signsIn } from '../review/review.ts';
import type { Sign } from '../review/sign.ts';
import { findFacts } from './find-facts.ts';

/** Reads everything that a report shows. */
export async function readReport(
  record: RunRecord,
  population: string,
  sandbox: SandboxLevel,
): Promise<{ facts: ReportFacts; texts: ReportTexts }> {
  const { facts, pictures: made = [], ablation, missing } = await findFacts(record, sandbox);
  const pictures = made.map((one) => ('picture' in one ? sanitisePicture(one.picture) : undefined));
  const unseen = made.flatMap((one, index) => {
    const who = index === 0 ? 'The initial program' : 'The winner';
    if ('missing' in one) return [`${who} has no picture: ${one.missing}`];
    return pictures[index]
      ? []
      : [`${who} has no picture: what the problem returned is no well-formed SVG, or too large.`];
  });
  const patchOf = (from: number, to: number) => record.patch(record.entry(from), record.entry(to));
  const changes = new Map<number, string>();
  for (const { parent, attempt } of bestChanges(facts)) changes.set(attempt, await patchOf(parent, attempt));
  const texts = {
    ...{ population, changes, simplified: ablation?.simplified, parts: ablation?.parts ?? [] },
    patch: await patchOf(facts.origin, facts.winner.attempt),
    pictures: { initial: pictures[0], winner: pictures[1] },
    signs: await signsOf(record, facts),
    missing: [...(missing === undefined ? [] : [missing]), ...unseen],
  };
  return { facts, texts };
}

/** Signs in the change of the repository, or of the recorded program where the repository is not here. */
async function signsOf(record: RunRecord, { origin, winner }: ReportFacts): Promise<readonly Sign[] | undefined> {
  if (!record.facts.repository || winner.attempt === origin) return record.facts.repository && [];
  const change = await readChange(record, record.entry(winner.attempt)).catch((error: unknown) => {
    if (error instanceof UsageError || error instanceof FailureError) return undefined;
    throw error;
  });
  if (change) return signsIn(change.files);
  const [before, after] = await Promise.all(
    [origin, winner.attempt].map((number) => record.files(record.entry(number))),
  );
  return signsIn(Object.keys(after!).map((path) => ({ path, before: before![path] ?? '', after: after![path]! })));
}

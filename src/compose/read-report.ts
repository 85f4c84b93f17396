import type { SandboxLevel } from '../evaluation/jail/choose-jail.ts';
import type { RunRecord } from '../record/read-record.ts';
import type { ReportFacts } from '../report/facts.ts';
import { sanitisePicture } from '../report/sanitise.ts';
import { bestChanges, type ReportTexts } from '../report/sections.ts';
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
    missing: [
      ...(missing === undefined
        ? []
        : [`Without the problem as it was, nothing is said of its archive and picture. ${missing}`]),
      ...unseen,
    ],
  };
  return { facts, texts };
}

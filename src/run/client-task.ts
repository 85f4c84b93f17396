import { UsageError } from '../api/errors.ts';
import type { Files } from '../api/program.ts';
import type { Candidate } from '../api/proposer.ts';
import type { CandidateText, ClientTask } from '../api/run.ts';
import type { ProposalTask } from './task.ts';

/** A task as plain data. */
export function describeTask({ number, watermark, sample: { drawn }, request }: ProposalTask, id: string): ClientTask {
  const { statement, interface: described = '', direction, hints = [], tries = [] } = request;
  const text = ({ program, fitness: _, ...candidate }: Candidate): CandidateText => ({
    ...candidate,
    files: program.files,
  });
  return {
    ...{ id, number, watermark, island: drawn.island, statement, interface: described, direction, hints, tries },
    parent: text(request.parent),
    inspirations: request.inspirations.map(text),
  };
}

export function checkIsland(island: number | undefined, islands: number): void {
  if (island === undefined || (Number.isInteger(island) && island >= 0 && island < islands)) return;
  throw new UsageError(`There is no island ${island}: this run has islands 0 to ${islands - 1}.`);
}

/** The files in the order of the usual ones. @throws {UsageError} where there are others. */
export function likeFiles(usual: Files, files: Files): Files {
  const [expected, given] = [Object.keys(usual), Object.keys(files)];
  if (given.length === expected.length && expected.every((name) => typeof files[name] === 'string'))
    return Object.fromEntries(expected.map((name) => [name, files[name] as string]));
  throw new UsageError(
    `A program of this run has the files ${expected.join(', ')}, each a text; this one has ${given.join(', ') || 'none'}.`,
  );
}

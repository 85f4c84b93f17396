import type { Evaluator } from '../api/evaluator.ts';
import type { LoadedProblem } from '../api/problem.ts';
import type { Program } from '../api/program.ts';
import { readAhead } from '../language/read-ahead.ts';
import { evidenceOf } from './cascade.ts';
import type { Jail } from './jail/jail.ts';
import { openHalves } from './open-halves.ts';

/** The SVG text of a program's picture, as the problem made it, or why there is none. */
export type Picture = { readonly picture: string } | { readonly missing: string };

export interface PictureOptions {
  readonly problem: LoadedProblem;
  readonly seed: number;
  readonly jail: Jail | undefined;
}

/** Makes pictures of a problem's programs until it is closed. */
export interface Pictures {
  /** Rejects with the signal's reason when aborted. */
  of(program: Program, signal?: AbortSignal): Promise<Picture>;
  close(): Promise<void>;
}

/**
 * Makes pictures by the problem's last stage that has them: each program is driven in the sandbox once more, its
 * evidence is scored, and only evidence that holds has a picture. Undefined where the problem has no pictures.
 *
 * @throws {EnvironmentError} when the sandbox does not start.
 */
export async function openPictures({ problem, seed, jail }: PictureOptions): Promise<Pictures | undefined> {
  const { evaluator } = problem.problem;
  const stage = pictureStage(evaluator);
  if (stage < 0) return undefined;
  const { load, scorePool, close } = await openHalves({ problem, seed, threads: 1, audit: false, jail });
  return {
    async of(program, signal) {
      const drive = await readAhead(() => load(program));
      if ('refusal' in drive) return { missing: drive.refusal };
      const driven = await drive(stage, signal);
      if (driven.status === 'failed') return { missing: `${driven.reason}: ${driven.message}` };
      const task = { stage, evidence: evidenceOf(driven) };
      const scored = await scorePool.score(task, signal);
      if ('wrong' in scored) return { missing: scored.wrong };
      const answer = 'broken' in scored ? scored : await scorePool.picture(task, signal);
      return 'broken' in answer ? { missing: answer.broken } : answer;
    },
    close,
  };
}

/** Pictures of some programs; undefined where the problem has none. */
export async function picturesOf(
  options: PictureOptions,
  programs: readonly Program[],
): Promise<readonly Picture[] | undefined> {
  const pictures = await openPictures(options);
  return (
    pictures && (await Promise.all(programs.map((program) => pictures.of(program))).finally(() => pictures.close()))
  );
}

/** Whether a problem makes pictures of its programs. */
export function hasPictures({ problem }: LoadedProblem): boolean {
  return pictureStage(problem.evaluator) >= 0;
}

function pictureStage({ stages }: Evaluator): number {
  return stages.findLastIndex(({ picture, heldBack }) => picture && !heldBack);
}

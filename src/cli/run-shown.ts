import { directionOf } from '../api/direction.ts';
import type { Session } from '../compose/session.ts';
import type { SandboxLevel } from '../evaluation/jail/choose-jail.ts';
import { isUnprotected } from '../evaluation/stage-kind.ts';
import { populationName } from '../population-path.ts';
import { unprotectedText } from '../report/heading.ts';
import { initialScore } from '../report/initial-score.ts';
import { Progress } from '../report/progress.ts';
import type { Reporter } from '../run/engine.ts';
import { openListeners } from './listeners.ts';
import { openPageBeside } from './open-page.ts';
import { ownName } from './own-name.ts';
import { describeResult } from './run-result.ts';
import { listenForInterrupts, runSession } from './session.ts';
import { printJson } from './standard-output.ts';

interface ShowOptions {
  /** Absent where the run chooses a free name. */
  readonly population?: string | undefined;
  readonly json: boolean;
  readonly ui: boolean;
  readonly control: boolean;
  readonly sandbox: SandboxLevel;
  readonly events: string | undefined;
  readonly onChampion: string | undefined;
  readonly mlflow: string | undefined;
}

/** Opens a run, prints its description, runs it to its end with all listeners, and prints the result. */
export async function runShown(
  shown: ShowOptions,
  open: (reporter: Reporter) => Promise<Session>,
  describe: (session: Session) => string,
): Promise<void> {
  const { json, ui, control, sandbox } = shown;
  const progress = new Progress(json ? process.stderr : process.stdout);
  const listeners = openListeners(progress, shown);
  const session = await open(listeners.reporter);
  const { state, initials, path } = session.run;
  const { population = populationName(path) } = shown;
  const { population: told, problem } = state;
  const initial = initialScore(told, initials.length, directionOf(problem.problem));
  // Whoever reads that Ctrl-C stops the run may press it at once.
  using interrupt = listenForInterrupts((text) => progress.notice(text));
  progress.begin(initial, problem.problem.knownBest?.score, told.champion);
  progress.notice(`${describe(session)} Ctrl-C stops it; "${ownName()} resume" continues it.`);
  if (isUnprotected(problem.problem.evaluator)) progress.notice(unprotectedText);
  const page = ui || control ? await openPageBeside(session, population, { sandbox, control }) : undefined;
  if (page) progress.notice(page.url);
  const result = await runSession(session, population, progress, listeners, interrupt).finally(() => page?.close());
  if (json) printJson(result);
  else console.log(describeResult(result, progress));
}

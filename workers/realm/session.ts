import type { Drive, Load } from './candidate.ts';
import { attempt, describe } from './failure.ts';
import { apply, parse } from './intrinsics.ts';

/** The result of a drive in a timed stage: `TimedSession` of `src/api/evaluator.ts`, unchecked. */
interface Session {
  run(): void;
  prepare(round: number): void;
  collect(): unknown;
}

/** Timed sessions, one at a time. Each call returns its failure, or the empty string. */
export interface Sessions {
  /** Begins a session on one input; the other calls then belong to it. */
  open(load: Load, drive: Drive, input: string): string;
  prepare(round: number): string;
  run(): string;
  /** Keeps the evidence of the run. */
  collect(): string;
}

/** `keep` adds to the evidence. */
export function openSessions(keep: (value: unknown) => void): Sessions {
  let session: Session;
  let run: Session['run'];
  return {
    open: (load, drive, input) =>
      attempt(() => {
        session = drive(load(), parse(input)) as Session;
        run = session.run;
      }),
    prepare: (round) => attempt(() => session.prepare(round)),
    // Written out, as `attempt` would be timed too.
    run() {
      try {
        apply(run, session, []);
        return '';
      } catch (error) {
        return describe(error);
      }
    },
    collect: () => attempt(() => keep(session.collect())),
  };
}

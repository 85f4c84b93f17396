import type { CommandModule } from 'yargs';
import { auditCommand } from './audit.ts';
import { bench } from './bench.ts';
import { best } from './best.ts';
import { check } from './check.ts';
import { diff } from './diff.ts';
import { doctor } from './doctor.ts';
import { evalCommand } from './eval.ts';
import { exportCommand } from './export.ts';
import { lineage } from './lineage.ts';
import { log } from './log.ts';
import { newCommand } from './new.ts';
import { problems } from './problems.ts';
import { replayCommand } from './replay.ts';
import { report } from './report.ts';
import { resume } from './resume.ts';
import { run } from './run.ts';
import { show } from './show.ts';

/** Every command, in the order that `--help` lists them. */
// biome-ignore lint/suspicious/noExplicitAny: every command has arguments of its own
export const commands: readonly CommandModule<object, any>[] = [
  ...[run, resume],
  ...[problems, newCommand, evalCommand, check],
  ...[report, best, lineage, log, show, diff, exportCommand],
  ...[bench, auditCommand, replayCommand, doctor],
];

import type { CommandModule } from 'yargs';
import { doctor } from './doctor.ts';
import { evalCommand } from './eval.ts';
import { newCommand } from './new.ts';
import { problems } from './problems.ts';
import { replayCommand } from './replay.ts';
import { resume } from './resume.ts';
import { run } from './run.ts';

// biome-ignore lint/suspicious/noExplicitAny: every command has arguments of its own
export const commands: readonly CommandModule<object, any>[] = [
  run,
  resume,
  evalCommand,
  problems,
  newCommand,
  replayCommand,
  doctor,
];

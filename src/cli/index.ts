import type { CommandModule } from 'yargs';
import { replayCommand } from './replay.ts';
import { resume } from './resume.ts';
import { run } from './run.ts';

// biome-ignore lint/suspicious/noExplicitAny: every command has arguments of its own
export const commands: readonly CommandModule<object, any>[] = [run, resume, replayCommand];

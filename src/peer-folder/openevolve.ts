import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import type { PythonStage, StageResult } from '../api/evaluator.ts';
import type { Problem, Suggested } from '../api/problem.ts';
import { defines } from '../problem-file/definitions.ts';
import { mergedScore, scoreMetrics } from '../problem-file/python-score.ts';
import { describeInterface } from './describe-interface.ts';
import type { PeerFolder } from './folder.ts';
import { type OpenevolveConfig, readOpenevolveConfig } from './openevolve-config.ts';

/** A problem of a folder with initial_program.*, evaluator.py and perhaps config.yaml. */
export async function openevolveProblem(
  folder: PeerFolder,
): Promise<{ readonly problem: Problem; readonly suggested: Suggested }> {
  const config = readOpenevolveConfig(await readConfigText(folder.path));
  const { name, initial } = folder;
  const stages = stagesOf(folder, config);
  const problem: Problem = {
    name,
    statement: config.statement ?? `Improve ${initial} so that ${folder.file} scores it higher.`,
    initial: [initial],
    ...(folder.data.length > 0 && { data: folder.data }),
    evaluator: {
      name,
      interface: describeInterface(folder),
      stages,
      ...(stages.length > 1 && {
        combine: (results: readonly StageResult[]) => Number(mergedScore(results, config.features)),
      }),
    },
  };
  const { settings, notes, features, bins } = config;
  return { problem, suggested: { settings, notes, features, ...(bins && { bins }) } };
}

async function readConfigText(folder: string): Promise<string | undefined> {
  const path = join(folder, 'config.yaml');
  return existsSync(path) ? await readFile(path, 'utf8') : undefined;
}

function stagesOf(folder: PeerFolder, config: OpenevolveConfig): readonly PythonStage[] {
  const found = [1, 2, 3].map((number) => `evaluate_stage${number}`).filter((name) => defines(folder.evaluator, name));
  const calls = config.cascade && found[0] === 'evaluate_stage1' ? found : ['evaluate'];
  return calls.map((call, index) => ({
    name: calls.length === 1 ? 'evaluate' : `stage${index + 1}`,
    python: { file: folder.file, call, kind: 'returns', helpers: folder.helpers },
    score: scoreMetrics(config.features),
    limits: config.limits,
    ...(index < calls.length - 1 && { threshold: config.thresholds[index] ?? 0 }),
    ...(extname(folder.initial) !== '.py' && { unprotected: true }),
  }));
}

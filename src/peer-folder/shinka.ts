import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import type { Problem, Suggested } from '../api/problem.ts';
import { scoreFiles } from '../problem-file/python-score.ts';
import { describeInterface } from './describe-interface.ts';
import type { PeerFolder } from './folder.ts';

/** A problem of a folder with initial.*, evaluate.py and perhaps run_evo.py, which is read but never run. */
export async function shinkaProblem(
  folder: PeerFolder,
): Promise<{ readonly problem: Problem; readonly suggested: Suggested }> {
  const { name, initial, file, helpers } = folder;
  const script = await readScript(folder.path);
  const problem: Problem = {
    name,
    statement: taskOf(script) ?? `Improve ${initial} so that ${file} scores it higher.`,
    initial: [initial],
    ...(folder.data.length > 0 && { data: folder.data }),
    evaluator: {
      name,
      interface: describeInterface(folder),
      stages: [
        {
          name: 'evaluate',
          python: { file, call: 'main', kind: 'writes', helpers },
          score: scoreFiles,
          ...(extname(initial) !== '.py' && { unprotected: true }),
        },
      ],
    },
  };
  return { problem, suggested: suggestedBy(script) };
}

async function readScript(folder: string): Promise<string> {
  const path = join(folder, 'run_evo.py');
  return existsSync(path) ? await readFile(path, 'utf8') : '';
}

/** The text that the script gives to models as the task. */
function taskOf(script: string): string | undefined {
  const [, , text] = /task_sys_msg\s*=\s*[rf]?("""|''')([\s\S]*?)\1/.exec(script) ?? [];
  return text?.trim() || undefined;
}

function suggestedBy(script: string): Suggested {
  const settings = Object.fromEntries(
    [
      ['attempts', numberOf(script, 'num_generations')],
      ['islands', numberOf(script, 'num_islands')],
    ].filter(([, value]) => value !== undefined),
  );
  const notes = script === '' ? [] : ['Of run_evo.py, only the task, num_generations and num_islands are used.'];
  return { settings, notes };
}

function numberOf(script: string, name: string): number | undefined {
  const [, digits] = new RegExp(`\\b${name}\\s*=\\s*(\\d+)`).exec(script) ?? [];
  return digits === undefined ? undefined : Number(digits);
}

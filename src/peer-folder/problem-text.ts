import { stringify } from 'yaml';
import type { PythonStage, Stage } from '../api/evaluator.ts';
import type { LoadedProblem } from '../api/problem.ts';

/** The `problem.yaml` that says what a folder of a peer says. */
export function problemText({ problem, suggested }: LoadedProblem): string {
  const stages = problem.evaluator.stages.filter((stage: Stage): stage is PythonStage => 'python' in stage);
  const { python, limits } = stages[0]!;
  const features = suggested?.features ?? [];
  const file = {
    name: problem.name,
    statement: problem.statement,
    interface: problem.evaluator.interface,
    files: problem.initial,
    ...(problem.data && { data: problem.data }),
    evaluator: python.file,
    ...(stages.length === 1 && python.call !== 'evaluate' && { call: python.call }),
    ...(limits && Object.keys(limits).length > 0 && { limits: limitsOf(limits) }),
    ...(features.length > 0 && { features }),
    ...(stages.length > 1 && { stages: stages.map(stageOf) }),
  };
  return stringify(file, { lineWidth: 120 });
}

function limitsOf({ milliseconds, megabytes }: NonNullable<PythonStage['limits']>) {
  return {
    ...(milliseconds !== undefined && { seconds: milliseconds / 1000 }),
    ...(megabytes !== undefined && { megabytes }),
  };
}

function stageOf({ name, python, threshold }: PythonStage) {
  return { name, call: python.call, ...(threshold !== undefined && { threshold }) };
}

import { parseSync } from 'oxc-parser';
import { realmGlobals } from '../../workers/globals.ts';
import { UsageError } from '../api/errors.ts';
import type { DriveStage } from '../api/evaluator.ts';
import { bare, type Node, nodeIn, nodesIn } from '../language/javascript/node.ts';
import { scopesIn } from '../language/javascript/scope.ts';

const available = new Set(realmGlobals);

/**
 * The text of a stage's drive as an expression that the sandbox can evaluate.
 *
 * @throws {UsageError} when it is asynchronous or uses a name that the sandbox lacks.
 */
export function driveText(evaluator: string, stage: Pick<DriveStage, 'name' | 'drive'>): string {
  const complain = (what: string) => new UsageError(`The drive of ${evaluator}, stage ${stage.name}, ${what}`);
  const source = stage.drive.toString();
  const readings = [source, `({ ${source} })[${JSON.stringify(stage.drive.name)}]`];
  for (const text of readings) {
    const { program, errors } = parseSync('drive.js', `'use strict'; (${text})`, {
      ...{ lang: 'js', sourceType: 'script' },
      range: true, // for the scope analyser
    });
    if (errors.length > 0) continue;
    const tree = program as object as Node;
    const kind = unfitness(tree);
    if (kind) throw complain(`is ${kind}; the sandbox is synchronous, so make it a plain function.`);
    checkNames(tree, complain);
    return text;
  }
  throw complain('cannot be read as a function: write it as drive(candidate, input) { … }.');
}

/** The property that makes a function unfit, in words. */
function unfitness(program: Node): string | undefined {
  const [, statement] = nodesIn(program, 'body');
  const expression = inner(nodeIn(statement, 'expression'));
  const [method] = nodesIn(inner(nodeIn(expression, 'object')), 'properties');
  const drive = method ? nodeIn(method, 'value') : expression;
  if (drive?.async) return 'async';
  return drive?.generator ? 'a generator' : undefined;
}

function inner(node: Node | undefined): Node | undefined {
  return node && bare(node);
}

function checkNames(program: Node, complain: (what: string) => UsageError) {
  const foreign = [...scopesIn(program).free].find((name) => !available.has(name));
  if (foreign !== undefined)
    throw complain(
      `uses ${foreign}, which the sandbox lacks: it runs as text inside the candidate's realm, so it may use its two ` +
        "arguments and the language's own globals only. Move what it needs into it, or pass it as input.",
    );
}

import { parseSync } from 'oxc-parser';
import { realmGlobals } from '../../workers/globals.ts';
import { UsageError } from '../api/errors.ts';
import type { Stage } from '../api/evaluator.ts';
import { freeReferences, type Node } from './references.ts';

const available = new Set(realmGlobals);

/**
 * The text of a stage's drive as an expression that the sandbox can evaluate.
 *
 * @throws {UsageError} when it is asynchronous or uses a name that is not there in the sandbox.
 */
export function driveText(evaluator: string, stage: Pick<Stage, 'name' | 'drive'>): string {
  const complain = (what: string) => new UsageError(`The drive of ${evaluator}, stage ${stage.name}, ${what}`);
  const source = stage.drive.toString();
  const readings = [source, `({ ${source} })[${JSON.stringify(stage.drive.name)}]`];
  for (const text of readings) {
    const { program, errors } = parseSync('drive.js', `'use strict'; (${text})`, { lang: 'js', sourceType: 'script' });
    if (errors.length > 0) continue;
    const drive = program.body[1] as unknown as Node;
    const kind = kindOf(drive.expression);
    if (kind) throw complain(`is ${kind}; the sandbox is synchronous, so make it a plain function.`);
    checkNames(drive, complain);
    return text;
  }
  throw complain('cannot be read as a function: write it as drive(candidate, input) { … }.');
}

/** What makes a function unfit, in words. */
function kindOf(expression: Node): string | undefined {
  const inner = unwrapped(expression);
  const drive = unwrapped(inner.type === 'MemberExpression' ? unwrapped(inner.object).properties[0].value : inner);
  if (drive.async) return 'async';
  if (drive.generator) return 'a generator';
  return undefined;
}

function unwrapped(node: Node): Node {
  return node.type === 'ParenthesizedExpression' ? unwrapped(node.expression) : node;
}

function checkNames(drive: Node, complain: (what: string) => UsageError) {
  const foreign = freeReferences(drive).find(({ name }) => !available.has(name));
  if (foreign)
    throw complain(
      `uses ${foreign.name}, which is not there: it runs as text inside the candidate's realm, so it may use its two ` +
        "arguments and the language's own globals only. Move what it needs into it, or pass it as input.",
    );
}

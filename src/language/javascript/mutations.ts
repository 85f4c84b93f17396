import type { Mutation } from '../language.ts';
import type { SourceFile } from '../source.ts';
import { type Node, nodeIn, nodesIn } from './node.ts';
import { type Place, placesOf } from './place.ts';

const functions = /^(?:FunctionDeclaration|FunctionExpression|ArrowFunctionExpression)$/;
const loops = /^(?:For|ForOf|ForIn|While|DoWhile)Statement$/;
const choices = /^(?:IfStatement|ConditionalExpression)$/;

/** Functions that return nothing, loops that end at once, and conditions that are negated. */
export function mutationsIn(file: SourceFile): readonly Mutation[] {
  return placesOf(file).flatMap((place) => mutationAt(file.text, place) ?? []);
}

function mutationAt(text: string, { node, parent }: Place): Mutation | undefined {
  if (functions.test(node.type))
    return begin(node, 'return', parent?.node.type === 'MethodDefinition' ? parent.node : node);
  if (loops.test(node.type)) return begin(node, 'leave', node);
  const test = choices.test(node.type) ? nodeIn(node, 'test') : undefined;
  if (!test) return undefined;
  const { start, end } = test;
  return { kind: 'negate', start, end, text: `!(${text.slice(start, end)})`, about: { start, end } };
}

/** Leaves a function or loop where its body begins; a body without braces is replaced. */
function begin(node: Node, kind: 'return' | 'leave', { start }: Node): Mutation | undefined {
  const body = nodeIn(node, 'body');
  if (!body) return undefined;
  const about = { start, end: body.start };
  if (body.type !== 'BlockStatement') {
    const text = kind === 'return' ? '(undefined)' : 'break;';
    return { kind, start: body.start, end: body.end, text, about };
  }
  if (nodesIn(body, 'body').length === 0) return undefined;
  const at = body.start + 1;
  return { kind, start: at, end: at, text: kind === 'return' ? ' return;' : ' break;', about };
}

import { type Edit, edited } from '../../../language/edit.ts';
import { bare, type Node } from '../../../language/javascript/node.ts';
import { type Place, placesOf } from '../../../language/javascript/place.ts';
import type { Site } from '../../../language/javascript/site.ts';

/** A loop that counts upwards: `for (let name = first; name < limit; name++) body`. */
export interface CountingLoop {
  readonly name: string;
  /** The text in its parentheses. */
  readonly header: string;
  readonly first: string;
  readonly limit: string;
  readonly body: Node;
}

/** Reads a counting loop; undefined where the node is another kind of loop or no loop. */
export function countingLoop(text: string, { type, init, test, update, body }: Node): CountingLoop | undefined {
  if (type !== 'ForStatement') return undefined;
  const [declaration, condition, step] = [init, test, update] as (Node | null)[];
  if (declaration?.type !== 'VariableDeclaration' || declaration.kind !== 'let' || !condition || !step)
    return undefined;
  const [declarator, ...others] = declaration.declarations as Node[];
  const [id, first] = [declarator?.id, declarator?.init] as (Node | null)[];
  if (others.length > 0 || id?.type !== 'Identifier' || !first) return undefined;
  const name = id.name as string;
  const counts = step.type === 'UpdateExpression' && step.operator === '++' && isNamed(step.argument as Node, name);
  if (!counts || condition.operator !== '<' || !isNamed(condition.left as Node, name)) return undefined;
  const limit = condition.right as Node;
  return {
    name,
    header: text.slice(declaration.start, step.end),
    first: text.slice(first.start, first.end),
    limit: text.slice(limit.start, limit.end),
    body: body as Node,
  };
}

export function isCountingLoop({ node }: Place): boolean {
  // Without a text, as only the tree decides.
  return countingLoop('', node) !== undefined;
}

export function isNamed(node: Node, name: string): boolean {
  const { type, name: own } = bare(node);
  return type === 'Identifier' && own === name;
}

/** Whether a text reads a name. */
export function mentions(text: string, name: string): boolean {
  return new RegExp(`\\b${name}\\b`).test(text);
}

/** The text of a part of a site's file with every use of a variable replaced; undefined where one cannot be. */
export function withNameReplaced({ file }: Site, part: Node, name: string, replacement: string): string | undefined {
  const edits: Edit[] = [];
  for (const place of placesOf(file)) {
    const { node, parent } = place;
    if (node.type !== 'Identifier' || node.name !== name || node.start < part.start || node.end > part.end) continue;
    if (parent?.node.type === 'Property' && parent.node.shorthand) return undefined;
    if (place.reference) edits.push({ start: node.start - part.start, end: node.end - part.start, text: replacement });
  }
  const old = file.text.slice(part.start, part.end);
  return edits.length > 0 ? edited(old, edits) : old;
}

import { derive } from '../derive.ts';
import type { Region, SourceFile } from '../source.ts';
import type { Kind } from './declared-type.ts';
import { kindOf } from './kind.ts';
import { bare, forEachChild, type Node } from './node.ts';
import { parse } from './parse.ts';
import { type Reference, type Scope, scopesIn } from './scope.ts';

/** A node with its position in the tree. */
export interface Place {
  readonly node: Node;
  readonly parent: Place | undefined;
  /** The parent's field that holds it. */
  readonly field: string;
  readonly scope: Scope;
  /** Of an identifier: the use of a variable, if it is one and not a property, a label or a declaration. */
  readonly reference: Reference | undefined;
}

/** Every node of a file, in the order of the text. */
export function placesOf(file: SourceFile): readonly Place[] {
  return placesIn(parse(file).program);
}

const placesIn: (program: Node) => readonly Place[] = derive((program) => {
  const { module, references, scopeOf } = scopesIn(program);
  const places: Place[] = [];
  const visit = (node: Node, parent: Place | undefined, field: string, outer: Scope): void => {
    const scope = scopeOf(node) ?? outer;
    const place: Place = { node, parent, field, scope, reference: references.get(node) };
    places.push(place);
    forEachChild(node, (child, childField) => visit(child, place, childField, scope));
  };
  visit(program, undefined, '', module);
  return places;
});

/** Fields that are written to, by type of node. */
const targets: Readonly<Record<string, string>> = {
  ...{ AssignmentExpression: 'left', UpdateExpression: 'argument', ForOfStatement: 'left', ForInStatement: 'left' },
};

const patterns = new Set(['ArrayPattern', 'ObjectPattern', 'AssignmentPattern', 'RestElement']);

/** Whether a place is written to by an assignment or a loop, by itself or as a part of a pattern. */
function isTarget({ parent, field }: Place): boolean {
  if (!parent) return false;
  const isPart =
    patterns.has(parent.node.type) || (parent.node.type === 'Property' && patterns.has(parent.parent?.node.type ?? ''));
  if (isPart && field !== 'right' && field !== 'key') return isTarget(parent);
  return targets[parent.node.type] === field;
}

const notValues = new Set([
  'ParenthesizedExpression', // the expression inside is the value

  'SpreadElement',
  'Property',
  'TemplateElement',
  'Super',
  'ImportExpression',
  'PrivateIdentifier',
]);

/** Whether a node is an expression whose value is used, so that another expression can stand in its place. */
export function isValue(place: Place): boolean {
  const { node, parent, field } = place;
  const around = parent?.node;
  if (!around || !isExpression(node) || notValues.has(node.type)) return false;
  if (node.type === 'Identifier' && !place.reference) return false;
  if (isTarget(place)) return false;
  if (around.type === 'MemberExpression' && field === 'property' && !around.computed) return false;
  if (around.type === 'CallExpression' && field === 'callee') return false;
  if (around.type === 'NewExpression' && field === 'callee') return false;
  if (around.type === 'Property' && (field === 'key' || around.shorthand === true)) return false;
  if (around.type === 'UnaryExpression' && around.operator === 'delete') return false;
  if (around.type === 'TaggedTemplateExpression' || around.type === 'ChainExpression') return false;
  return (
    around.type !== 'ExpressionStatement' && !around.type.startsWith('Import') && !around.type.startsWith('Export')
  );
}

function isExpression({ type }: Node): boolean {
  return type.endsWith('Expression') || type === 'Identifier' || type === 'Literal' || type === 'TemplateLiteral';
}

/** Whether a node stands inside one of the regions. */
export function isInside({ start, end }: Node, regions: readonly Region[]): boolean {
  return regions.some((region) => region.start <= start && end <= region.end);
}

export function kindAt({ node, scope }: Place): Kind {
  return kindOf(scope, bare(node));
}

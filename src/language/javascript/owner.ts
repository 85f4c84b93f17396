import { nodeIn } from './node.ts';
import type { Place } from './place.ts';

/** The fields that hold a value and its name, by type of node. */
const holders: Readonly<Record<string, readonly [value: string, name: string]>> = {
  VariableDeclarator: ['init', 'id'],
  AssignmentExpression: ['right', 'left'],
  AssignmentPattern: ['right', 'left'],
  Property: ['value', 'key'],
  PropertyDefinition: ['value', 'key'],
};

/** The name of the constant, variable, parameter or property whose value a place is, or is part of. */
export function ownerOf(place: Place, text: string): string | undefined {
  for (let at = place; at.parent && at.node.type !== 'BlockStatement'; at = at.parent) {
    const [value, name] = holders[at.parent.node.type] ?? [];
    if (name === undefined || at.field !== value) continue;
    const owner = nodeIn(at.parent.node, name);
    // The type of a variable is part of its name's node.
    return owner && /^[\w$.#]+(?=$|\s*:)/.exec(text.slice(owner.start, owner.end))?.[0];
  }
  return undefined;
}

import { analyze, type Reference, type Scope, type Variable } from 'eslint-scope';
import { derive } from '../derive.ts';
import type { SourceFile } from '../source.ts';
import { isTransparent, type Node } from './node.ts';
import { parse } from './parse.ts';

export type { Reference, Scope, Variable };

export interface Scopes {
  /** The scope of the module's own declarations. */
  readonly module: Scope;
  /** The innermost scope that a node opens, if it opens one. */
  scopeOf(node: Node): Scope | undefined;
  /** The variables that a declaration declares in its own scope. */
  declaredBy(declaration: Node): readonly Variable[];
  /** By identifier: the use of a variable. Declarations are left out. */
  readonly references: ReadonlyMap<Node, Reference>;
  /** Names that are used but not declared in the tree. */
  readonly free: ReadonlySet<string>;
}

type Tree = Parameters<typeof analyze>[0];

/** The scopes of a file. */
export function scopesOf(file: SourceFile): Scopes {
  return scopesIn(parse(file).program);
}

/** The scopes of a module's tree, by the rules of strict mode. Types are left out. */
export const scopesIn: (program: Node) => Scopes = derive((program) => {
  const manager = analyze(program as object as Tree, {
    ecmaVersion: 2026,
    sourceType: 'module',
    ignoreEval: true, // eval cannot declare variables in strict code
    fallback: (node) => (isTransparent(node as object as Node) ? ['expression'] : []),
  });
  const [global, module] = manager.scopes as [Scope, Scope];
  const references = manager.scopes.flatMap((scope) => scope.references).filter(({ init }) => !init);
  return {
    module,
    scopeOf: (node) => manager.acquire(node as object as Tree, true) ?? undefined,
    declaredBy: (declaration) => manager.getDeclaredVariables(declaration as object as Tree),
    references: new Map(references.map((reference) => [reference.identifier as object as Node, reference])),
    free: new Set(global.through.map(({ identifier }) => identifier.name)),
  };
});

/** The variable that a name stands for in a scope. */
export function lookup(scope: Scope, name: string): Variable | undefined {
  for (let at: Scope | null = scope; at; at = at.upper) {
    const found = at.set.get(name);
    if (found) return found;
  }
  return undefined;
}

/** The identifiers that declare a variable. */
export function declarationsOf({ identifiers }: Variable): readonly Node[] {
  return identifiers as object as readonly Node[];
}

/** Number of functions around a scope, itself included if it is one. */
export function depthOf(scope: Scope): number {
  let depth = 0;
  for (let at: Scope | null = scope; at; at = at.upper) if (at.type === 'function') depth++;
  return depth;
}

/** The tree of the module that a scope is in. */
export function moduleOf(scope: Scope): Node {
  let top = scope;
  while (top.upper) top = top.upper;
  return top.block as object as Node;
}

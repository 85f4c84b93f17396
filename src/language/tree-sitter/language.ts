import { derive, deriveLately } from '../derive.ts';
import type { Language } from '../language.ts';
import { findBlocks } from '../markers.ts';
import type { SourceFile } from '../source.ts';
import { nodesWith, type SyntaxTree } from '../syntax-tree.ts';
import { measureText, outlineOf, textKey } from '../text.ts';
import { definitionsIn } from './definitions.ts';
import { findGrammar } from './find-grammar.ts';
import { compileRoles, type Grammar } from './grammar.ts';
import { indentationFaults } from './indentation.ts';
import { treeKey } from './key.ts';
import { measureTree } from './measure.ts';
import { mutationsIn } from './mutations.ts';
import { numbersIn } from './numbers.ts';
import { treeOutline } from './outline.ts';
import { namesOf, parseText } from './parser.ts';
import { readTree } from './read-tree.ts';

/** A text that no parser should read has no tree. */
interface Parsed {
  readonly tree?: SyntaxTree;
  readonly faults: readonly string[];
}

/** The language of a tree-sitter grammar. Nothing is loaded before its first file is read. */
export function treeSitterLanguage(
  grammar: Grammar,
  path: () => string = () => findGrammar(grammar.grammar),
): Language {
  const parse = parserOf(grammar, path);
  const keyOf = (alike: boolean) =>
    derive((file: SourceFile) => {
      const { tree } = parse(file);
      return tree ? treeKey(tree, grammar, alike) : textKey(file.text);
    });
  const { grammar: _, roles: __, ...about } = grammar;
  return {
    ...about,
    faults: derive((file) => parse(file).faults),
    blocks: derive((file) => findBlocks(file.text, grammar.comments, commentsIn(parse(file)))),
    key: keyOf(false),
    shape: keyOf(true),
    outline: (file) => {
      const { tree } = parse(file);
      return tree ? treeOutline(tree) : outlineOf(file.text);
    },
    measures: (file, regions) => {
      const { tree } = parse(file);
      return tree ? measureTree(tree, regions) : measureText(file.text, regions);
    },
    numbers: deriveLately((file) => {
      const { tree } = parse(file);
      return tree ? numbersIn(tree, grammar) : [];
    }),
    definitions: (file) => {
      const { tree } = parse(file);
      return tree ? definitionsIn(tree) : [];
    },
    mutations: (file) => {
      const { tree } = parse(file);
      return tree ? mutationsIn(tree, grammar) : [];
    },
    tree: (file) => parse(file).tree,
  };
}

/** Whether a comment begins at an offset; undefined where faults make that doubtful. */
function commentsIn({ tree, faults }: Parsed): ((offset: number) => boolean) | undefined {
  if (!tree || faults.length > 0) return undefined;
  const starts = new Set(nodesWith(tree, 'comment').map((node) => tree.start[node]));
  return (offset) => starts.has(offset);
}

/** Parses files with a grammar, which is loaded at the first one. Trees may be dropped; what has none is remembered. */
function parserOf(grammar: Grammar, path: () => string): (file: SourceFile) => Parsed {
  const loaded = once(() => {
    const names = namesOf(path());
    return { path: path(), names, roleOf: compileRoles(grammar, names) };
  });
  const refused = new WeakMap<SourceFile, Parsed>();
  const parse = deriveLately((file: SourceFile): Parsed => {
    const { path, names, roleOf } = loaded();
    const answer = parseText(path, file.text);
    if ('refusal' in answer) {
      refused.set(file, { faults: [answer.refusal] });
      return { faults: [answer.refusal] };
    }
    const tree = readTree(file.text, answer.rows, names, roleOf);
    const isSound = answer.faults.length === 0;
    return { tree, faults: grammar.indented && isSound ? indentationFaults(tree) : answer.faults };
  });
  return (file) => refused.get(file) ?? parse(file);
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}

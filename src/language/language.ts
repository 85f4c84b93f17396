import type { LanguageId } from '../api/program.ts';
import type { Region, SourceFile } from './source.ts';
import type { SyntaxTree } from './syntax-tree.ts';

/** How a comment begins and, where that is not the end of the line, how it ends. */
export interface CommentSign {
  readonly open: string;
  readonly close?: string;
}

/** What stands between the comments EVOLVE-BLOCK-START and EVOLVE-BLOCK-END of a file, or what is wrong with them. */
export interface Blocks {
  readonly regions: readonly Region[];
  readonly error: string | undefined;
}

/** A function or class that has a name: its whole text, with decorators and the statement that names it. */
export interface Definition extends Region {
  /** Its name after those of what it is defined in, such as `Tree.insert`. */
  readonly name: string;
  /** `class` stands for all that holds functions: structs, traits, modules, namespaces. */
  readonly kind: 'function' | 'class';
}

/** A number written in a program, with its sign. */
export interface NumberSite extends Region {
  readonly value: number;
  /** Written without point and exponent, as counts and indices are. */
  readonly whole: boolean;
  /** Must stay whole, as the spelling decides the type. */
  readonly integral: boolean;
  /** It is all that a constant holds, so that it has a name. */
  readonly named: boolean;
  /** The name of the constant, variable, parameter or property whose value it is, or is part of. */
  readonly owner: string | undefined;
  /** The text for another value: it fits where the number stands, and has its type. */
  readonly write: (value: number) => string;
}

/** A small error that tests of a program's results should notice. */
export interface Mutation extends Region {
  /** A function returns nothing, a loop ends at once, a condition is negated. */
  readonly kind: 'return' | 'leave' | 'negate';
  /** What takes the place of the text there. */
  readonly text: string;
  /** What is broken: a condition, or a function or loop up to its body. */
  readonly about: Region;
}

/**
 * Counts that descriptors can use: `size` (nodes of the syntax tree, or words and signs where there is none), `branches`
 * (decisions and loops), `calls`, and `literals` (numbers).
 */
export type Measures = Readonly<Record<'size' | 'branches' | 'calls' | 'literals', number>>;

/**
 * A programming language, or any other text. What is read from a file is a function of its name and text, takes a
 * limited time whatever they are, and is computed once.
 */
export interface Language {
  readonly id: LanguageId;
  /** For people and models, such as `C++`. */
  readonly name: string;
  /** Ends of the names of its files, such as `.cpp`. */
  readonly suffixes: readonly string[];
  /** Words that open a fenced block of its code. Prompts use the first. */
  readonly fences: readonly string[];
  /** Those that people write come first. */
  readonly comments: readonly CommentSign[];
  /** Signs around strings; by default `"` and `'`. */
  readonly strings?: string;
  /** What a model must know to write it for germline: sentences. */
  readonly rules: readonly string[];
  /** How a condition is negated: text before and after it. */
  readonly negation?: readonly [before: string, after: string];
  /**
   * Expressions of numbers beyond those with + - * /, which need no import: in `min($a, $b)` the words $a, $b, $c and $d
   * stand for numbers.
   */
  readonly forms?: readonly string[];
  /** A whole number can stand where one with a point does, and the other way round, as in Python. */
  readonly dynamic?: true;
  /** A preprocessor writes the program that is compiled, so that a parser may find fault with a sound one, as in C. */
  readonly preprocessed?: true;
  /** A command that checks files more closely than a parser; its first lines of output say what is wrong. */
  readonly check?: (files: readonly string[], entry: string) => readonly string[];

  /** What is wrong with a text, such as "line 3: unexpected `;`"; empty where nothing is. */
  faults(file: SourceFile): readonly string[];
  /** Why a file cannot replace another although it parses: it uses a name that it cannot use there, and the other does not. */
  misuse?(before: SourceFile, after: SourceFile): string | undefined;
  blocks(file: SourceFile): Blocks;
  /** The same for texts that differ in layout, comments and the spelling of numbers only. 40 hexadecimal digits. */
  key(file: SourceFile): string;
  /** The same with all numbers alike. */
  shape(file: SourceFile): string;
  /** What a file is made of, sign by sign, to compare programs: all numbers are alike, and names as far as nothing outside knows them. */
  outline(file: SourceFile): readonly string[];
  /** Counted in some regions of a file. */
  measures(file: SourceFile, regions: readonly Region[]): Measures;
  /** All numbers of a file, in the order of the text, where the language can find and write them. */
  numbers(file: SourceFile): readonly NumberSite[];
  /** All functions and classes that have names, in the order of the text, where the language can find them. */
  definitions?(file: SourceFile): readonly Definition[];
  /** Small errors in all of a file, in the order of the text, where the language can write them. */
  mutations?(file: SourceFile): readonly Mutation[];
  /** For operators that work on the trees of all languages; undefined where there is none. */
  tree?(file: SourceFile): SyntaxTree | undefined;
}

/** A fault that a child has beyond those of its parent: macros can make a sound program look faulty. */
export function newFault(before: readonly string[], after: readonly string[]): string | undefined {
  if (after.length <= before.length) return undefined;
  const known = new Set(before.map(withoutLine));
  return after.find((fault) => !known.has(withoutLine(fault))) ?? after[0];
}

function withoutLine(fault: string): string {
  return fault.replace(/^line \d+: /, '');
}

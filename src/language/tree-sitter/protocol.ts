import type { Rows } from './walk.ts';

/** A text to parse; without one, the names in the grammar are asked for. */
export interface ParseQuestion {
  /** Path of the grammar's `.wasm`. */
  readonly grammar: string;
  readonly text?: string;
}

/** The rows of a tree and what is wrong with the text, or why it is not read. */
export type ParseAnswer = { readonly rows: Rows; readonly faults: readonly string[] } | { readonly refusal: string };

/** Kinds of nodes and names of fields, by their numbers. */
export interface GrammarNames {
  readonly kinds: readonly string[];
  /** Which kinds are nodes of the grammar, and not signs or keywords alone. */
  readonly named: readonly boolean[];
  readonly fields: readonly string[];
}

/** Answer where a text takes more time or memory than it may. */
export const tooLong: ParseAnswer = { refusal: 'reading it takes more time or memory than it may' };

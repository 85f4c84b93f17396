import { readFileSync } from 'node:fs';
import { Language, Parser } from 'web-tree-sitter';
import { serve } from '../question-thread.ts';
import { describeFaults } from './describe-faults.ts';
import { type GrammarNames, type ParseAnswer, type ParseQuestion, tooLong } from './protocol.ts';
import { rowsOf } from './walk.ts';

/** A thread with the parsers, which a text can end: some short ones take more memory than there is. */

/** Megabytes that the parser may take; a text of 500,000 characters takes less than half of it. */
const megabytes = 192;
const pagesPerMegabyte = 16;
/** Processor time for one text. 500,000 characters without errors take a tenth of it. In microseconds. */
const maxTime = 2_000_000;
/** Most levels of nodes inside one another. */
const maxDepth = 500;

/** The part of WebAssembly used here, which TypeScript's types of the language lack. */
declare const WebAssembly: {
  Memory: new (pages: { initial: number; maximum: number }) => object;
  Module: new (bytes: Uint8Array) => object;
};

await Parser.init({
  wasmMemory: new WebAssembly.Memory({ initial: 32 * pagesPerMegabyte, maximum: megabytes * pagesPerMegabyte }),
  printErr: () => {}, // it says that it aborts
});

const parsers = new Map<string, Parser>();

function parserOf(grammar: string): Parser {
  const known = parsers.get(grammar);
  if (known) return known;
  const language = Language.loadSync(new WebAssembly.Module(readFileSync(grammar)));
  const parser = new Parser().setLanguage(language);
  parsers.set(grammar, parser);
  return parser;
}

function namesIn({ language }: Parser): GrammarNames {
  const { types, fields } = language as Language;
  const named = types.map((_, kind) => (language as Language).nodeTypeIsNamed(kind));
  return { kinds: [...types, 'ERROR'], named: [...named, true], fields: fields.map((field) => field ?? '') };
}

function parse(parser: Parser, text: string): ParseAnswer {
  const isOver = stopwatch();
  const tree = parser.parse(text, null, { progressCallback: isOver });
  if (!tree) {
    parser.reset();
    return tooLong;
  }
  try {
    const rows = rowsOf(tree, maxDepth);
    if (!rows) return { refusal: `it is nested more than ${maxDepth} levels deep` };
    return { rows, faults: describeFaults(parser, text, rows, isOver) };
  } finally {
    tree.delete();
  }
}

/** Says whether the time of a text is over. Time of the processor: on a busy machine the same texts are read. */
function stopwatch(): () => boolean {
  const begin = process.threadCpuUsage().user;
  return () => process.threadCpuUsage().user - begin > maxTime;
}

serve<ParseQuestion, ParseAnswer | GrammarNames>(({ grammar, text }) => {
  const parser = parserOf(grammar);
  return text === undefined ? namesIn(parser) : parse(parser, text);
});

import { proposeGo } from './go.ts';
import { proposeJavascript } from './javascript.ts';
import type { Look } from './look.ts';
import { proposeCmake, proposeMake } from './make.ts';
import type { Proposal } from './proposal.ts';
import { proposePython } from './python.ts';
import { proposeRust } from './rust.ts';

/** What a repository lets expect, by each kind of project that it is, the most telling first. */
export function proposalsFor(look: Look): readonly Proposal[] {
  const kinds = [proposeRust, proposeGo, proposeJavascript, proposePython, proposeCmake, proposeMake];
  return kinds.map((propose) => propose(look)).filter((proposal) => proposal !== undefined);
}

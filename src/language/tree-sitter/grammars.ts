import { c } from './c.ts';
import { cpp } from './cpp.ts';
import { cuda } from './cuda.ts';
import { go } from './go.ts';
import type { Grammar } from './grammar.ts';
import { python } from './python.ts';
import { rust } from './rust.ts';

/** The languages that germline brings a grammar for. */
export const grammars: readonly Grammar[] = [python, c, cpp, cuda, rust, go];

/** A parameter with its type, an object whose members are written out: `bin: { room: number; count: number }`. */
const parameter = /([A-Za-z_]\w*)\??\s*:\s*(?:Readonly<\s*)?\{([^{}]*)\}(?!>?\s*\[)/g;
const numberMember = /^\s*(?:readonly\s+)?([A-Za-z_]\w*)\s*:\s*number\s*$/;

/** Few: a process works on one problem, or some. */
const known = new Map<string, ReadonlyMap<string, readonly string[]>>();

/** Numbers in the fields of parameters, by the parameter's name, as far as an interface's text writes their types out. */
export function fieldsDescribed(text: string): ReadonlyMap<string, readonly string[]> {
  const found =
    known.get(text) ??
    new Map([...text.matchAll(parameter)].map(([, name = '', type = '']) => [name, numbersIn(type)]));
  known.set(text, found);
  return found;
}

function numbersIn(type: string): readonly string[] {
  return type.split(/[;,\n]/).flatMap((member) => numberMember.exec(member)?.[1] ?? []);
}

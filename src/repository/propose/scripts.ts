import { parseArgsStringToArgv } from 'string-argv';

/** One program of a script of package.json. */
export interface Step {
  readonly words: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
}

const shells = /[|;<>`&]|\$[({\w]/;
/** Programs that run another one, and options of theirs without a value. */
const wrappers = /^(?:cross-env|cross-env-shell|c8|nyc|npx|env|dotenv)$/;
const runScript = /^(?:npm|pnpm|yarn|bun)$/;

/** The programs that a script runs one after another; undefined where it needs a shell. */
export function stepsOf(
  name: string,
  scripts: Readonly<Record<string, string>>,
  depth = 0,
): readonly Step[] | undefined {
  const script = scripts[name];
  if (script === undefined || depth > 5) return undefined;
  const parts = script.split('&&').map((part) => part.trim());
  if (parts.some((part) => shells.test(part))) return undefined;
  const steps = parts.map((part) => {
    const step = unwrap(parseArgsStringToArgv(part));
    const called = scriptCalled(step.words, scripts);
    return called === undefined ? [step] : stepsOf(called, scripts, depth + 1);
  });
  return steps.every((step) => step !== undefined) ? steps.flat() : undefined;
}

/** Takes variables and programs that only run another one off the front of a command. */
function unwrap(words: readonly string[], environment: Readonly<Record<string, string>> = {}): Step {
  const [first = '', ...rest] = words;
  const [, name, value = ''] = /^([A-Za-z_]\w*)=(.*)$/s.exec(first) ?? [];
  if (name !== undefined) return unwrap(rest, { ...environment, [name]: value });
  if (!wrappers.test(first)) return { words, environment };
  const program = rest.findIndex((word) => !word.startsWith('-'));
  return program < 0 ? { words, environment } : unwrap(rest.slice(program), environment);
}

/** The script that `npm run build`, `npm test` or `yarn build` calls. */
function scriptCalled(
  [program = '', ...words]: readonly string[],
  scripts: Readonly<Record<string, string>>,
): string | undefined {
  if (!runScript.test(program)) return undefined;
  const [first, second] = words.filter((word) => !word.startsWith('-'));
  const name = first === 'run' || first === 'run-script' ? second : first;
  return name !== undefined && name in scripts ? name : undefined;
}

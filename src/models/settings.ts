import { z } from 'zod';
import { UsageError } from '../api/errors.ts';

const count = (low: number, high: number) => z.coerce.number().int().min(low).max(high);
const yes = z.union([z.boolean(), z.enum(['true', 'false']).transform((text) => text === 'true')]);

const address = z.url({ protocol: /^https?$/, error: 'expected an address such as http://127.0.0.1:11434' });

const dollars = z.number().min(0).max(1e6);

/** US dollars per million tokens: `0.15/0.60` for prompts and answers, or one number for both. */
const price = z.preprocess(
  readPrice,
  z.strictObject({ prompt: dollars, answer: dollars }, 'expected dollars per million tokens, such as 0.15/0.60'),
);

function readPrice(given: unknown): unknown {
  const [, prompt, answer = prompt] = /^(\d*\.?\d+)(?:\/(\d*\.?\d+))?$/.exec(String(given)) ?? [];
  return prompt === undefined ? given : { prompt: Number(prompt), answer: Number(answer) };
}

/** Texts of a field that may be repeated. */
const texts = z.array(z.string().min(1)).min(1).optional();

/** Fields that only agents have. */
const agentFields = ['evaluations', 'network', 'show', 'env', 'home'] as const;

/** One model of a run, as declared with `--model` and kept in the record. */
export const modelSchema = z
  .strictObject({
    name: z.string().min(1).describe('name on the server; for exec and agent, the command'),
    role: z.enum(['breadth', 'depth']).default('breadth').describe('many quick answers, or few thorough ones'),
    provider: z.enum(['ollama', 'openai', 'exec', 'agent']).default('ollama'),
    host: address.optional().describe('address of the server; repeated for several that have the same model'),
    hosts: z.array(address).min(2).optional().describe('all addresses, where there are several'),
    label: z.string().min(1).optional().describe('name in the record'),
    parallel: count(1, 64).default(1).describe('conversations at once, for each host'),
    context: count(1024, 1 << 20)
      .optional()
      .describe('tokens of prompt and answer together'),
    answer: count(64, 1 << 17)
      .optional()
      .describe('tokens of an answer at most, thinking included'),
    think: yes.optional().describe('think before answering'),
    temperature: z.coerce.number().min(0).max(2).optional(),
    format: z.enum(['auto', 'block', 'replacements']).default('auto').describe('how code is written in answers'),
    repairs: count(0, 5).optional().describe('how often a refused answer goes back to the model'),
    // Node's timers can wait 24 days.
    seconds: z.coerce.number().positive().max(2_000_000).optional().describe('longest time of a call'),
    tokens: count(1, 1e12).optional().describe('limit on the tokens of all prompts and answers'),
    calls: count(1, 1e9).optional().describe('limit on the calls'),
    asking: z.coerce.number().positive().optional().describe('limit on the seconds of all calls together'),
    price: price.optional().describe('dollars per million tokens of prompts and answers, such as 0.15/0.60'),
    money: z.coerce.number().positive().optional().describe('limit on the dollars of all calls'),
    resident: count(1, 64).optional().describe('models that fit into the memory of the server at once'),
    key: z.string().optional().describe('environment variable that holds the key of the server'),
    evaluations: count(0, 1e6).optional().describe('for an agent: programs that it may evaluate in one attempt'),
    network: texts.describe('for an agent: a host that it may reach, such as 127.0.0.1:11434; may be repeated'),
    show: texts.describe('for an agent: a file or folder that it may read; may be repeated'),
    env: texts.describe('for an agent: an environment variable that it gets; may be repeated'),
    home: z.string().min(1).optional().describe('for an agent: a folder whose copy is its home'),
  })
  .superRefine((model, context) => {
    if (model.provider === 'agent') return;
    const alien = agentFields.find((name) => model[name] !== undefined);
    if (alien) context.addIssue({ code: 'custom', path: [alien], message: 'only an agent has it (provider=agent)' });
  })
  .refine(({ money, price }) => money === undefined || price !== undefined, {
    path: ['money'],
    error: 'a limit in dollars needs price=, the dollars per million tokens',
  })
  .transform((model) => ({ ...model, label: model.label ?? model.name, ...addressesOf(model) }));

/** A declared model, with defaults for all settings that do not depend on the role. */
export type ModelSettings = Readonly<z.infer<typeof modelSchema>>;

/** The embedding model of a run, as declared with `--embed` and kept in the record. */
export const embeddingSchema = z
  .strictObject({
    name: z.string().min(1).describe('name on the Ollama server'),
    host: address.optional().describe('address of the server'),
    similarity: z.coerce
      .number()
      .gt(0)
      .lt(1)
      .default(0.95) // as in ShinkaEvolve (arXiv 2509.19349)
      .describe('cosine of two vectors above which programs are alike'),
  })
  .transform((model) => ({ ...model, host: addressOf({ host: model.host, provider: 'ollama' }) }));

export type EmbeddingSettings = Readonly<z.infer<typeof embeddingSchema>>;

const defaultAddresses = {
  ollama: 'http://127.0.0.1:11434',
  openai: 'http://127.0.0.1:8080',
  exec: 'http://localhost',
  agent: 'http://localhost',
};

/** Whether the name of a model is a command. */
export function isCommand(provider: string): boolean {
  return provider === 'exec' || provider === 'agent';
}

function addressOf({ host, provider }: Pick<Addressed, 'host' | 'provider'>): string {
  return (host ?? defaultAddresses[provider]).replace(/\/+$/, '');
}

/** A server, or several, as declared. */
interface Addressed {
  readonly host?: string | undefined;
  readonly hosts?: readonly string[] | undefined;
  readonly provider: keyof typeof defaultAddresses;
}

/** The first address, and all where there are several. */
function addressesOf({ host, hosts, provider }: Addressed): {
  readonly host: string;
  readonly hosts?: readonly string[];
} {
  if (!hosts) return { host: addressOf({ host, provider }) };
  const all = hosts.map((one) => addressOf({ host: one, provider }));
  return { host: all[0] as string, hosts: all };
}

/** Tokens of the context of a thorough model. Ollama reserves memory for all of them; other servers have their own. */
const depthContext = { ollama: 16_384, openai: 65_536, exec: 65_536, agent: 65_536 };

/** Settings whose defaults depend on the role. Times in milliseconds. */
export function roleDefaults({ role, provider, context, repairs, seconds, think }: ModelSettings) {
  const depth = role === 'depth' || provider === 'agent';
  const total = seconds === undefined ? (depth ? 1_800_000 : 300_000) : Math.ceil(seconds * 1000);
  return {
    contextTokens: context ?? (depth ? depthContext[provider] : 8192),
    repairs: repairs ?? (depth ? 3 : 2),
    think: think ?? depth,
    deadlines: {
      firstToken: seconds === undefined ? (depth ? 900_000 : 180_000) : total,
      betweenTokens: Math.min(total, 120_000),
      total,
    },
  };
}

/**
 * Reads `role=breadth,name=gemma3:4b,parallel=2`, as passed to `--model`. The name of a command comes last, and may hold commas;
 * `host` and the lists of an agent may be repeated.
 */
export function readModel(text: string, environment = process.env): GivenSettings {
  const fields = Map.groupBy(readFields(text, '--model', 'name=gemma3:4b,role=breadth'), ([key]) => key);
  return withAddress(Object.fromEntries([...fields].map(settingOf)), environment);
}

type Field = readonly [key: string, value: string];

/** Settings as text. */
type GivenSettings = Readonly<Record<string, string | readonly string[]>>;

/** All values of a list, or of several addresses, which are called `hosts`; of any other field the last value. */
function settingOf([key, given]: readonly [string, readonly Field[]]): readonly [string, string | readonly string[]] {
  const values = given.map(([, value]) => value);
  if (lists.includes(key)) return [key, values];
  return key === 'host' && values.length > 1 ? ['hosts', values] : [key, values.at(-1)!];
}

/** Fields of an agent that may be repeated. */
const lists = ['network', 'show', 'env'];

/** Reads `name=nomic-embed-text,similarity=0.9`, as passed to `--embed`. */
export function readEmbedding(text: string, environment = process.env): GivenSettings {
  return withAddress(
    Object.fromEntries(readFields(text, '--embed', 'name=nomic-embed-text,similarity=0.9')),
    environment,
  );
}

function readFields(text: string, option: string, example: string): readonly Field[] {
  const fields: Field[] = [];
  for (let rest = text; rest !== ''; ) {
    const [, key, value] = /^(\w+)=([^,]*)/.exec(rest) ?? [];
    if (key === undefined || value === undefined)
      throw new UsageError(`${option} ${text}: expected ${example} and so on, separated by commas.`);
    const isLast = key === 'name' && fields.some(([name, given]) => name === 'provider' && isCommand(given));
    fields.push([key, isLast ? rest.slice('name='.length) : value]);
    rest = isLast ? '' : rest.slice(key.length + 1 + value.length).replace(/^,/, '');
  }
  return fields;
}

/** The fields with the address that OLLAMA_HOST names, where they have none. */
function withAddress(fields: GivenSettings, { OLLAMA_HOST: host }: NodeJS.ProcessEnv): GivenSettings {
  const isNamed = (fields.host ?? fields.hosts) !== undefined || (fields.provider ?? 'ollama') !== 'ollama';
  return !host || isNamed ? fields : { ...fields, host: ollamaAddress(host) };
}

/**
 * The address in OLLAMA_HOST, read as Ollama reads it: it may lack scheme and port, stand in quotes, and be the address on
 * which Ollama listens.
 */
function ollamaAddress(given: string): string {
  const text = given
    .trim()
    .replace(/^(["'])(.*)\1$/, '$2')
    .trim();
  const [, scheme = '', rest = '', path = ''] = /^(?:(https?):\/\/)?([^/]*)(\/.*)?$/i.exec(text) ?? [];
  const bare = /^[\da-f]*:[\da-f:.]*:[\da-f:.]*$/i.test(rest) ? `[${rest}]` : rest; // IPv6 without brackets
  const [, name, port = usualPort(scheme)] = /^(\[[^\]]*\]|[^:]*)(?::(\d+))?$/.exec(bare) ?? [];
  const address = name === undefined ? '' : `${scheme || 'http'}://${reachable[name] ?? name}:${port}${path}`;
  if (URL.canParse(address) && !/\s/.test(address)) return address;
  throw new UsageError(`OLLAMA_HOST is ${JSON.stringify(given)}, which is no address such as 127.0.0.1:11434.`);
}

/** Addresses on which a server listens, and those under which it can be reached. */
const reachable: Readonly<Record<string, string>> = { '': '127.0.0.1', '0.0.0.0': '127.0.0.1', '[::]': '[::1]' };

function usualPort(scheme: string): string {
  return { http: '80', https: '443' }[scheme.toLowerCase()] ?? '11434';
}

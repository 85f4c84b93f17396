import { hostsOf, providerOf } from '../models/connect.ts';
import { familyOf } from '../models/families.ts';
import { type ModelSettings, roleDefaults } from '../models/settings.ts';
import { bestParallel, measureSpeed } from '../models/speed.ts';

/** One line of the report of doctor. */
export interface Diagnosis {
  readonly name: string;
  readonly status: 'ok' | 'missing' | 'broken';
  readonly detail: string;
}

const never = new AbortController().signal;

/** Findings about the servers of the declared models, or the usual server; about each model; with `bench`, speeds. */
export async function modelFindings(
  declared: readonly ModelSettings[],
  usual: ModelSettings,
  bench: boolean,
): Promise<Diagnosis[]> {
  const placed = declared.flatMap((model) => hostsOf(model).map((host) => ({ ...model, host })));
  const servers = new Map((declared.length > 0 ? placed : [usual]).map((model) => [model.host, model]));
  const findings: Diagnosis[] = [];
  for (const server of servers.values()) findings.push(await serverFinding(server, declared.length > 0));
  for (const model of placed) findings.push(await modelFinding(model, bench));
  for (const server of servers.values()) if (bench) findings.push(...(await residencyFinding(server, placed)));
  return findings;
}

async function serverFinding(server: ModelSettings, wanted: boolean): Promise<Diagnosis> {
  const { provider, host } = server;
  const name = `model server ${provider === 'exec' ? 'exec' : host}`;
  const models = await providerOf(server).list(never);
  if (!('status' in models)) {
    const detail = models.length > 0 ? models.join(', ') : 'lists no models';
    return { name, status: 'ok', detail: provider === 'exec' ? 'the shell runs commands' : detail };
  }
  const cure = provider === 'ollama' ? '; start it with: ollama serve' : '';
  return { name, status: wanted ? 'broken' : 'missing', detail: `${models.message}${cure}` };
}

async function modelFinding(model: ModelSettings, bench: boolean): Promise<Diagnosis> {
  const name = model.hosts ? `model ${model.label} on ${model.host}` : `model ${model.label}`;
  const provider = providerOf(model);
  const facts = await provider.inspect(model.name, never);
  if ('status' in facts) return { name, status: 'broken', detail: facts.message };
  const { contextTokens, think } = roleDefaults(model);
  const trained = facts.contextTokens === undefined ? '' : ` of ${facts.contextTokens}`;
  const family = familyOf(model.name);
  const thinks =
    family.thinking === 'none' || facts.thinks === false ? 'does not think' : think ? 'thinks' : 'thinking is off';
  const detail = `${model.role}, family ${family.name}, context ${contextTokens}${trained} tokens, ${thinks}`;
  if (!bench || !provider.probed) return { name, status: 'ok', detail };
  const speeds = await measureSpeed(model, provider, never);
  if ('status' in speeds) return { name, status: 'broken', detail: `${detail}; ${speeds.kind}: ${speeds.message}` };
  const measured = speeds.map((speed) => `${speed.tokensPerSecond.toFixed(1)} tokens/s with ${speed.parallel}`);
  return {
    name,
    status: 'ok',
    detail: `${detail}; ${measured.join(', ')} concurrent calls; use parallel=${bestParallel(speeds)}`,
  };
}

/** Whether the server still holds all models in memory after calling each. */
async function residencyFinding(server: ModelSettings, declared: readonly ModelSettings[]): Promise<Diagnosis[]> {
  const own = declared.filter(({ host, provider }) => host === server.host && provider === server.provider);
  const loaded = await providerOf(server).loaded?.(never);
  if (own.length < 2 || !loaded || 'status' in loaded) return [];
  const there = own.filter(({ name }) => loaded.includes(name) || loaded.includes(`${name}:latest`));
  const name = `memory of ${server.host}`;
  if (there.length === own.length) return [{ name, status: 'ok', detail: `holds all ${own.length} models together` }];
  return [
    {
      name,
      status: 'ok',
      detail: `holds ${there.length} of ${own.length} models together: use resident=${there.length}`,
    },
  ];
}

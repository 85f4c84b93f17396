import { familyOf } from './families.ts';
import type { ModelRequest, Sampling } from './provider.ts';
import { type ModelSettings, roleDefaults } from './settings.ts';

/** The options of every call of one model, from its settings, role, family and server. */
export interface ModelPlan extends Pick<ModelRequest, 'model' | 'contextTokens' | 'think' | 'deadlines'> {
  readonly sampling: Omit<Sampling, 'seed'>;
  /** How often a refused answer goes back to the model. */
  readonly repairs: number;
  /** Whether it thinks before it answers, which takes tokens of the answer. */
  readonly thinks: boolean;
  /** Text at the head of the system text that makes it think. */
  readonly preamble: string | undefined;
}

/** `hasSwitch`: whether the server knows a switch for thinking of this model; undefined where it does not say. */
export function planOf(settings: ModelSettings, hasSwitch?: boolean): ModelPlan {
  const { contextTokens, repairs, think: wanted, deadlines } = roleDefaults(settings);
  const { sampling, preamble } = familyOf(settings.name);
  return {
    model: settings.name,
    contextTokens,
    deadlines,
    repairs,
    sampling: {
      ...sampling,
      temperature: settings.temperature ?? sampling.temperature,
      minP: settings.role === 'breadth' ? Math.max(sampling.minP, 0.05) : sampling.minP,
      repeatPenalty: 1,
    },
    preamble: wanted ? preamble : undefined,
    ...thinkingOf(settings, wanted, hasSwitch),
  };
}

/** `think` stays undefined for models without a switch, since servers refuse it. */
function thinkingOf(
  { name, think: said }: ModelSettings,
  wanted: boolean,
  hasSwitch: boolean | undefined,
): Pick<ModelPlan, 'think' | 'thinks'> {
  const { thinking, unasked } = familyOf(name);
  if (thinking === 'levels') return { think: wanted ? 'medium' : 'low', thinks: true };
  if (thinking !== 'switch') return { think: hasSwitch ? false : undefined, thinks: thinking === 'system' && wanted };
  if (hasSwitch === undefined) return { think: said, thinks: said ?? unasked ?? wanted };
  return { think: hasSwitch ? wanted : undefined, thinks: hasSwitch && wanted };
}

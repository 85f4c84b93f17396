import { exchangesOf, type Learner, modelOf, type Recorded, type TellResult } from '../../api/attempt.ts';
import type { RunFacts } from '../../api/store.ts';
import { unprotectedText } from '../../report/heading.ts';

/** Layers of the operating system. */
const jails = ['bubblewrap', 'sandbox-exec', 'container'];

/** Failed calls of a model in a row before a notice. */
const failedCalls = 3;
/** Share and least number of attempts without improvement before a notice. */
const stagnation = { share: 0.3, least: 500 };

/** Notices for a person who watches the run, from its record. */
export class Notices implements Learner {
  readonly #facts: RunFacts;
  /** Calls that failed since the last success, by model. */
  readonly #failing = new Map<string, { readonly calls: number; readonly why: string }>();
  #told = 0;
  #raised = 0;

  constructor(facts: RunFacts) {
    this.#facts = facts;
  }

  tell({ attempt }: Recorded, { improvedChampion }: TellResult): void {
    this.#told++;
    if (improvedChampion) this.#raised = this.#told;
    const model = modelOf(attempt);
    if (model !== undefined) for (const { failure } of exchangesOf(attempt)) this.#hear(model, failure?.message);
  }

  #hear(model: string, why: string | undefined): void {
    const calls = (this.#failing.get(model)?.calls ?? 0) + 1;
    if (why === undefined) this.#failing.delete(model);
    else this.#failing.set(model, { calls, why });
  }

  list(refuted: number, restarts: number): readonly string[] {
    const since = this.#told - this.#raised;
    const stagnates = since > Math.max(stagnation.least, stagnation.share * this.#told);
    const models = [...this.#failing].filter(([, { calls }]) => calls >= failedCalls);
    return [
      ...(this.#facts.unprotected ? [unprotectedText] : []),
      ...(stagnates ? [`No better program for ${since} of ${this.#told} attempts.`] : []),
      ...models.map(([model, { calls, why }]) => `The last ${calls} calls of the model ${model} failed: ${why}`),
      ...(!this.#facts.sandbox.some((layer) => jails.includes(layer))
        ? ['The sandbox has no layer of the operating system; "germline doctor" says why.']
        : []),
      ...(restarts > 0 ? [`Restarted ${restarts} stagnated ${restarts === 1 ? 'island' : 'islands'}.`] : []),
      ...(refuted > 0 ? [`Audits refuted ${refuted} ${refuted === 1 ? 'winner' : 'winners'}.`] : []),
    ];
  }
}

/** How one island searches in its own way. Absent parts are as on any island. */
export interface Aim {
  /** Names of the operators that are used there. */
  readonly proposers?: ReadonlySet<string> | undefined;
  /** Labels of the models that are asked there. */
  readonly models?: ReadonlySet<string> | undefined;
  /** What models are asked for there, such as `explore`. */
  readonly asks?: ReadonlySet<string> | undefined;
  /** A text that models see there. */
  readonly prompt?: string | undefined;
}

/** The sources of proposals of a run, by name. */
export interface Sources {
  readonly islands: number;
  /** The arms of the bandit: operators, and in a deterministic run models. */
  readonly arms: readonly string[];
  readonly models: ReadonlySet<string>;
}

const none: Aim = {};

/** The aims of islands: one may explore while another one refines. Without any, nothing differs. */
export class Aims {
  readonly #byIsland: ReadonlyMap<number, Aim>;
  readonly #sources: Sources;

  constructor(byIsland: ReadonlyMap<number, Aim>, sources: Sources) {
    this.#byIsland = byIsland;
    this.#sources = sources;
  }

  of(island: number): Aim {
    return this.#byIsland.get(island) ?? none;
  }

  /** Whether an operator or a model may be used on an island. */
  allows(island: number, name: string): boolean {
    const { models, proposers } = this.of(island);
    return (this.#sources.models.has(name) ? models : proposers)?.has(name) ?? true;
  }

  /** Whether islands differ in what models do there: then no model draws from islands that are not its own. */
  get guideModels(): boolean {
    return this.#byIsland.values().some(({ models, asks, prompt }) => (models ?? asks ?? prompt) !== undefined);
  }

  /**
   * The island of an attempt that asks this model, or where none is given the bandit's choice: the one whose turn it is, or
   * else the next in turn of those that allow it. Undefined where no island has an aim.
   */
  islandFor(number: number, model: string | undefined): number | undefined {
    if (this.#byIsland.size === 0) return undefined;
    const { islands, arms } = this.#sources;
    const own = number % islands;
    const isAble = (island: number) => (model === undefined ? arms : [model]).some((name) => this.allows(island, name));
    if (isAble(own)) return own;
    const able = [...Array(islands).keys()].filter(isAble);
    return able[Math.floor(number / islands) % able.length] ?? own;
  }
}

import type { Drawn, Elite } from '../api/attempt.ts';
import { directionOf } from '../api/direction.ts';
import type { Selection } from '../api/population.ts';
import type { Random } from '../api/program.ts';
import type { Candidate, Model, Proposer, Request } from '../api/proposer.ts';
import { randomStream, type Stream } from '../random.ts';
import type { Errand } from './duties.ts';
import type { SearchState } from './state.ts';
import { topicOf } from './topic.ts';

/** The wanted kind of an attempt. */
export interface Wish {
  readonly cause: 'drawn' | 'external' | Errand['cause'];
  /** The parent, where it is not drawn. */
  readonly candidate?: number | undefined;
  readonly island?: number | undefined;
  /** The model to ask, where the bandit does not choose. */
  readonly model?: string | undefined;
}

/** A parent and a proposer for it, drawn from the state at one watermark. */
export interface Sample {
  readonly drawn: Drawn;
  readonly proposer: Proposer | undefined;
  /** Label of the model that is asked. */
  readonly model: string | undefined;
  readonly request: Request & { readonly random: Stream };
}

/** Draws once: a function of the state and of the names of the random stream. The proposer of external attempts is undefined. */
export function sample(state: SearchState, number: number, draw: number, wish: Wish): Sample {
  const random = randomStream(state.seed, number, draw);
  const first = select(state, number, random, wish);
  const choice = choose(state, random, wish, first.island);
  const isOpen = 'model' in choice && wish.candidate === undefined && !state.aims.guideModels;
  const selection = (isOpen && state.population.askForModel(number, random)) || first;
  const request = requestOf(state, selection, random);
  const { island, parent, inspirations } = selection;
  const drawn = { draw, island, parent: parent.number, inspirations: inspirations.map((elite) => elite.number) };
  if (!('model' in choice)) return { drawn, proposer: choice.proposer, model: undefined, request };
  const proposer = choice.model.choose(random, request);
  const own = randomStream(state.seed, number, draw, memoryStream);
  return { drawn, proposer, model: choice.label, request: withMemory(state, request, proposer.name, own) };
}

/** Names the random stream of what memory chooses for a prompt, so that it changes no other choice. */
const memoryStream = 19;

/** The request of a model shows items of the playbook that fit, and says what to do in a wording that has earned it. */
function withMemory(
  { playbook, prompts }: SearchState,
  request: Sample['request'],
  ask: string,
  random: Random,
): Sample['request'] {
  const lessons = playbook.items.length > 0 ? playbook.choose(random, topicOf(request)) : [];
  return { ...request, lessons, wording: prompts.choose(random, ask) };
}

function select({ population, aims }: SearchState, number: number, random: Random, wish: Wish): Selection {
  const { candidate, cause, model, island = cause === 'drawn' ? aims.islandFor(number, model) : undefined } = wish;
  if (candidate === undefined) return population.ask(number, random, island);
  const selection = population.select(candidate);
  if (!selection) throw new Error(`#${candidate} has no place on any island`);
  return selection;
}

function requestOf(state: SearchState, { island, parent, inspirations }: Selection, random: Stream): Sample['request'] {
  const { problem, context, hints, notes, programs, story, terms } = state;
  const { prompt, asks } = state.aims.of(island);
  const candidate = ({ number, score, fitness }: Elite): Candidate => {
    const { metrics, stages, feedback, artifacts } = notes.of(number);
    return { number, score, fitness, program: programs.get(number), metrics, stages, feedback, artifacts };
  };
  const { tries, failed } = notes.of(parent.number);
  const { statement, knownBest } = problem.problem;
  return {
    statement,
    interface: problem.problem.evaluator.interface,
    direction: directionOf(problem.problem),
    context,
    hints: [...hints.all.map(({ text }) => text), ...(prompt === undefined ? [] : [prompt])],
    ...(asks && { asks }),
    stages: terms,
    standing: story.standing(parent.number),
    ...(knownBest && { knownBest }),
    parent: candidate(parent),
    inspirations: inspirations.map(candidate),
    tries,
    ...(failed && { failed }),
    random,
  };
}

type Choice = { readonly model: Model; readonly label: string } | { readonly proposer: Proposer | undefined };

/** The proposer of an errand, or the bandit's choice: an operator or a model. */
function choose(state: SearchState, random: Random, { cause, model }: Wish, island: number): Choice {
  if (cause === 'external') return { proposer: undefined };
  if (cause !== 'drawn') return { proposer: state[cause] };
  const isAble = (name: string) => !state.models.get(name)?.spending.spent && state.aims.allows(island, name);
  const chosen = model ?? state.bandit.choose(random, isAble);
  const asked = state.models.get(chosen);
  if (asked) return { model: asked, label: chosen };
  const proposer = state.proposers.get(chosen);
  if (!proposer) throw new Error(`${chosen} was chosen, which is no proposer of this run`);
  return { proposer };
}

/** `state → event → next state`: every state a key, final states with an empty object. */
export type Table<State extends string, Event extends string> = Readonly<
  Record<State, Readonly<Partial<Record<Event, State>>>>
>;

/** A lifecycle: its name, the state a new row is born in, and the table. */
export interface Lifecycle<State extends string, Event extends string> {
  readonly name: string;
  readonly initial: State;
  readonly table: Table<State, Event>;
  readonly states: readonly State[];
  readonly events: readonly Event[];
}

/**
 * Defines a lifecycle and checks it: every state reachable from `initial`, every target a state.
 * Throws an Error that names what is wrong: a wrong table is a bug, found when the module loads.
 */
export function defineLifecycle<State extends string, Event extends string>(definition: {
  name: string;
  initial: NoInfer<State>;
  table: Record<State, Partial<Record<Event, NoInfer<State>>>>;
}): Lifecycle<State, Event> {
  const { name, initial, table } = definition;
  const states = Object.keys(table) as State[];
  const rows = states.map((state) => table[state]);
  if (!states.includes(initial)) throw new Error(`${name}: begins in ${initial}, which is no state`);
  const events = [...new Set(rows.flatMap((row) => Object.keys(row)))].sort() as Event[];
  for (const state of states) {
    for (const [event, target] of Object.entries<State | undefined>(table[state])) {
      if (!states.includes(target as State))
        throw new Error(`${name}: ${state} + ${event} leads to ${target}, which is no state`);
    }
  }
  const reachable = reachableFrom(initial, table);
  const lost = states.filter((state) => !reachable.has(state));
  if (lost.length > 0) throw new Error(`${name}: no way leads to ${lost.join(', ')}`);
  return { name, initial, table, states, events };
}

/** The state that `event` leads to, or null where the table does not allow it. */
export function next<State extends string, Event extends string>(
  lifecycle: Lifecycle<State, Event>,
  from: State,
  event: Event,
): State | null {
  // Own keys only: an event named by a stranger, such as `toString`, must find nothing.
  return Object.hasOwn(lifecycle.table[from], event) ? (lifecycle.table[from][event] ?? null) : null;
}

/** The states from which `event` is allowed, in the table's order. */
export function statesThatAllow<State extends string, Event extends string>(
  lifecycle: Lifecycle<State, Event>,
  event: Event,
): State[] {
  return lifecycle.states.filter((state) => lifecycle.table[state][event] !== undefined);
}

/** The states that no event leaves. */
export function finalStates<State extends string, Event extends string>(lifecycle: Lifecycle<State, Event>): State[] {
  return lifecycle.states.filter((state) => Object.keys(lifecycle.table[state]).length === 0);
}

/** The table as a mermaid state diagram, for a README: the same text for the same table. */
export function toMermaid<State extends string, Event extends string>(lifecycle: Lifecycle<State, Event>): string {
  const arrows = lifecycle.states.flatMap((state) =>
    Object.entries<State | undefined>(lifecycle.table[state]).map(
      ([event, target]) => `  ${state} --> ${target}: ${event}`,
    ),
  );
  const ends = finalStates(lifecycle).map((state) => `  ${state} --> [*]`);
  return ['stateDiagram-v2', `  [*] --> ${lifecycle.initial}`, ...arrows, ...ends].join('\n');
}

function reachableFrom<State extends string, Event extends string>(
  initial: State,
  table: Record<State, Partial<Record<Event, State>>>,
): Set<State> {
  const seen = new Set<State>([initial]);
  for (const state of seen)
    for (const target of Object.values<State | undefined>(table[state])) if (target) seen.add(target);
  return seen;
}

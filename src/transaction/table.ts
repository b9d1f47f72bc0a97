/** One arrow of a state diagram. */
export interface Arrow<State extends string, Action extends string> {
  readonly to: State;
  /** The timers of the state left run on in the new one; without it they are stopped. */
  readonly timers?: "keep";
  /** What is sent and timed, in this order, before anyone hears of the new state. */
  readonly do: readonly Action[];
  /** What the user is told once the new state has been announced: it may call straight back. */
  readonly tell?: readonly Action[];
}

/** A whole state diagram. A pair that is not listed is not an arrow. */
export type Table<State extends string, Event extends string, Action extends string> = {
  readonly [S in State]: { readonly [E in Event]?: Arrow<State, Action> };
};

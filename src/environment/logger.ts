import { print } from "./runtime.js";

/** How much is said; a level includes those before it. */
export const Levels = { error: 0, warn: 1, log: 2, debug: 3 } as const;
export type Levels = (typeof Levels)[keyof typeof Levels];

type LevelName = keyof typeof Levels;
const LEVEL_NAMES: readonly LevelName[] = ["error", "warn", "log", "debug"];

/** Takes every line of every level, whatever the factory's level is. */
export type LogConnector = (level: string, category: string, label: string | undefined, content: unknown) => void;

/** Says things under one category and label. */
export class Logger {
  readonly #factory: LoggerFactory;
  readonly #category: string;
  readonly #label: string | undefined;

  constructor(factory: LoggerFactory, category: string, label?: string) {
    this.#factory = factory;
    this.#category = category;
    this.#label = label;
  }

  error(content: string): void {
    this.#factory.genericLog(Levels.error, this.#category, this.#label, content);
  }

  warn(content: string): void {
    this.#factory.genericLog(Levels.warn, this.#category, this.#label, content);
  }

  log(content: string): void {
    this.#factory.genericLog(Levels.log, this.#category, this.#label, content);
  }

  debug(content: string): void {
    this.#factory.genericLog(Levels.debug, this.#category, this.#label, content);
  }

  /** The factory's level. */
  get level(): Levels {
    return this.#factory.level;
  }

  set level(level: Levels) {
    this.#factory.level = level;
  }
}

/** Makes loggers, and decides where their lines go. */
export class LoggerFactory {
  /** Whether lines up to `level` are written to the console. */
  builtinEnabled = true;
  #level: Levels = Levels.log;
  #connector: LogConnector | undefined;
  readonly #loggers = new Map<string, Logger>();

  get level(): Levels {
    return this.#level;
  }

  /** A number outside 0 to 3 is moved to the nearest level; what is no number changes nothing. */
  set level(level: Levels) {
    const whole = Math.trunc(level);
    if (Number.isNaN(whole)) return;
    // Proof for the assertion: a whole number from 0 to 3.
    this.#level = Math.min(Levels.debug, Math.max(Levels.error, whole)) as Levels;
  }

  get connector(): LogConnector | undefined {
    return this.#connector;
  }

  /** Gets every level; only the console is filtered. */
  set connector(connector: LogConnector | undefined) {
    this.#connector = typeof connector === "function" ? connector : undefined;
  }

  /** Whether a line of this level would reach anyone; ask before building a costly one. */
  heeds(level: Levels): boolean {
    return this.#connector !== undefined || (this.builtinEnabled && level <= this.#level);
  }

  /** A label is kept only while the level is `debug`; otherwise loggers are shared by category. */
  getLogger(category: string, label?: string): Logger {
    if (label !== undefined && this.#level === Levels.debug) return new Logger(this, category, label);
    let logger = this.#loggers.get(category);
    if (logger === undefined) {
      logger = new Logger(this, category);
      this.#loggers.set(category, logger);
    }
    return logger;
  }

  /** Writes one line: to the console up to `level`, to the connector always. */
  genericLog(level: Levels, category: string, label: string | undefined, content: unknown): void {
    if (!this.heeds(level)) return;
    const name = LEVEL_NAMES[level] ?? "debug";
    if (this.builtinEnabled && level <= this.#level) {
      print(name, [category, label, String(content)].filter((part) => part !== undefined).join(" | "));
    }
    this.#connector?.(name, category, label, content);
  }
}

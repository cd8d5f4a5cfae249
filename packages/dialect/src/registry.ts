import type { Dialect } from "./dialect.js";
import { UnknownDialectError } from "./errors.js";

/** Loads a dialect when it is needed. */
export interface DialectEntry {
  readonly name: string;
  readonly drivers: readonly string[];
  readonly urlSchemes: readonly string[];
  load(): Promise<Dialect>;
}

/** The dialects that this program knows. */
export class DialectRegistry {
  readonly #entries: readonly DialectEntry[];

  constructor(entries: readonly DialectEntry[]) {
    this.#entries = entries;
  }

  /** By the word for it, by TypeORM's driver type, or by the scheme of a URL. Throws UnknownDialectError. */
  async find(by: {
    readonly name?: string;
    readonly driver?: string;
    readonly url?: string;
  }): Promise<Dialect> {
    const scheme = by.url?.slice(0, Math.max(by.url.indexOf(":"), 0));
    const entry = this.#entries.find(
      (candidate) =>
        candidate.name === by.name ||
        (by.driver !== undefined && candidate.drivers.includes(by.driver)) ||
        (scheme !== undefined && candidate.urlSchemes.includes(scheme)),
    );
    if (entry) return entry.load();
    throw new UnknownDialectError(by.name ?? by.driver ?? scheme ?? "none", this.#names());
  }

  #names(): readonly string[] {
    return this.#entries.map((entry) => entry.name);
  }
}

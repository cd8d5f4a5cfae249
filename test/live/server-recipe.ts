/** How to make and run one throwaway server: what differs from kind to kind. */
export interface ServerRecipe {
  /** A program that refuses to run as root, so that another account runs it when root tests; null: none does. */
  readonly shunsRoot: string | null;
  /** Where the programs lie; throws where they are not installed. */
  programs(): Promise<string>;
  /** What makes the data folder, before the first start. */
  initialise(site: ServerSite): Launch;
  /** What runs the server on a port, with the password that its superuser has. */
  run(site: ServerSite, port: number): Launch;
  /** The superuser's URL. */
  url(site: ServerSite, port: number): string;
  /** Whether the server answers at a URL. */
  accepts(url: string): Promise<boolean>;
  /** What makes it end in order, and what makes it end at once. */
  readonly signals: { readonly stop: NodeJS.Signals; readonly kill: NodeJS.Signals };
}

/** Where a server lives: its own folder with `data` and `sockets` in it, both empty at first. */
export interface ServerSite {
  readonly programs: string;
  readonly folder: string;
  readonly password: string;
  /** Writes a file that only the server may read; gives its path. */
  secret(name: string, text: string): string;
}

/** A program and its arguments. */
export interface Launch {
  readonly program: string;
  readonly args: readonly string[];
}

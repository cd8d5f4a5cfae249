import { AutogenError } from "@typeorm-autogen/errors";

/** What the configuration gives as tenants is none. */
export class TenantsError extends AutogenError {
  constructor(problem: string, nextStep: string) {
    super("tenants", `the configured tenants: ${problem}; ${nextStep}`);
  }
}

/** Tenants are meant in a project that has none. */
export class NoTenantsError extends AutogenError {
  constructor() {
    super("no-tenants", "the configuration has no tenants; add them, or leave out --tenant");
  }
}

/** A tenant was named that the configuration does not have. */
export class UnknownTenantError extends AutogenError {
  constructor(name: string, known: readonly string[]) {
    const some = known.length > 8 ? [...known.slice(0, 8), `${known.length - 8} more`] : known;
    const list = known.length > 0 ? `it has ${some.join(", ")}` : "it has none";
    super("unknown-tenant", `no tenant ${name} in the configuration (${list}); name one of them, or add it`, {
      tenant: name,
      known,
    });
  }
}

/** A URL was given in the place of those that tenants have. */
export class TenantUrlError extends AutogenError {
  constructor(tenant: string) {
    super(
      "tenant-url",
      `--url would take the place of the url of the tenant ${tenant}; leave one of them out`,
      {
        tenant,
      },
    );
  }
}

/** Something that concerns one database was asked of a project that has several. */
export class TenantNotNamedError extends AutogenError {
  constructor(known: readonly string[]) {
    super(
      "tenant-not-named",
      `this project has tenants (${known.length}), and this is for one of them; name it with --tenant`,
      { known },
    );
  }
}

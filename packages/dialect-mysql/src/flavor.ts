import type { ServerFacts } from "@typeorm-autogen/dialect";

/** The two families of servers that speak MySQL's protocol. */
export type FlavorName = "mysql" | "mariadb";

/**
 * What differs between MySQL and MariaDB, and between their versions. Each name says what the server does; what is said
 * of columns, keys and foreign keys is held against servers by `test/dialect-mysql/flavor.test.ts`.
 */
export interface Flavor {
  readonly name: FlavorName;
  /** The name that people know. */
  readonly label: string;
  /** The oldest version that Autogen supports. */
  readonly oldest: string;
  /** Keeps the display width of whole numbers; MySQL dropped it in 8.0.19, tinyint(1) and zerofill excepted. */
  readonly integerWidths: boolean;
  /** `json` is a type of its own; else it is a longtext with a check. */
  readonly nativeJson: boolean;
  /** The types `uuid`, `inet6` and `inet4`. */
  readonly uuidType: boolean;
  readonly inet4Type: boolean;
  /** information_schema gives defaults as SQL; else literals come bare and expressions are marked. */
  readonly defaultsAreSql: boolean;
  /** information_schema escapes expressions and encodes them twice. */
  readonly mangledExpressions: boolean;
  /** information_schema.CHECK_CONSTRAINTS tells the table, and whether a check is part of a column. */
  readonly checksNameTable: boolean;
  /** Checks may be NOT ENFORCED. */
  readonly unenforcedChecks: boolean;
  /** Keys of an index may be expressions. */
  readonly expressionKeys: boolean;
  /** The word for an index that the optimizer passes over; its column in information_schema.STATISTICS. */
  readonly hiddenIndex: "INVISIBLE" | "IGNORED";
  /** Renaming a column rewrites the expressions that read it; else it is refused. */
  readonly followsRenames: boolean;
  /** A check goes by DROP CONSTRAINT; else by DROP CHECK. */
  readonly dropsConstraints: boolean;
  /** JSON_TABLE takes columns of every type; else of numbers, text and times. */
  readonly anyJsonTableType: boolean;
  /** What is stamped at each update, required, and without a default, says that its default is the date of zeros. */
  readonly zeroesStamps: boolean;
  /** Generated columns may be declared NOT NULL. */
  readonly requiredGenerated: boolean;
  /** information_schema.VIEWS tells the algorithm. */
  readonly viewAlgorithms: boolean;
  /** The type `vector`. */
  readonly vectorType: boolean;
  /**
   * Digits after the point that a decimal may have.
   * https://dev.mysql.com/doc/refman/8.4/en/precision-math-decimal-characteristics.html, https://mariadb.com/kb/en/decimal/
   */
  readonly decimalScale: number;
  /**
   * The default and the ON UPDATE of a stamp have as many digits as its type; else the server takes what it is given.
   * https://dev.mysql.com/doc/refman/8.4/en/timestamp-initialization.html
   */
  readonly exactStamps: boolean;
  /** The last second that a timestamp holds, from 1970 on. */
  readonly lastStamp: number;
  /**
   * Virtual columns may read the one that numbers itself.
   * https://dev.mysql.com/doc/refman/8.4/en/create-table-generated-columns.html
   */
  readonly virtualsReadNumbers: boolean;
  /**
   * Columns that a key may have.
   * https://dev.mysql.com/doc/refman/8.4/en/multiple-column-indexes.html, https://mariadb.com/kb/en/innodb-limitations/
   */
  readonly keyParts: number;
  /** Unique keys of any length are kept as hashes. Of a long column, a key that is not unique takes a beginning unasked. */
  readonly hashedUniques: boolean;
  /**
   * Foreign keys may lie on virtual columns, and refer to them.
   * https://dev.mysql.com/doc/refman/8.4/en/create-table-foreign-keys.html
   */
  readonly virtualReferences: boolean;
  /** Foreign keys refer to unique keys only; else to the beginning of any index. */
  readonly uniqueReferences: boolean;
  /**
   * A table with a full-text index is rebuilt in place; else it is copied, and no foreign key may hold what then changes.
   * https://dev.mysql.com/doc/refman/8.4/en/innodb-online-ddl-operations.html
   */
  readonly rebuildsFulltext: boolean;
  /** Geometry columns may be tied to a spatial reference system. */
  readonly spatialReferences: boolean;
}

/** The flavour of a server, by what it says about itself. Without facts of a server: MySQL. */
export function flavorOf({ flavor, version }: Pick<ServerFacts, "flavor" | "version">): Flavor {
  return flavor === "mariadb" ? mariadb(version) : mysql(version);
}

function mysql(version: string): Flavor {
  return {
    name: "mysql",
    label: "MySQL",
    oldest: "8.0.16",
    integerWidths: !isAtLeast(version, "8.0.19"),
    nativeJson: true,
    uuidType: false,
    inet4Type: false,
    defaultsAreSql: false,
    mangledExpressions: true,
    checksNameTable: false,
    unenforcedChecks: true,
    expressionKeys: true,
    hiddenIndex: "INVISIBLE",
    followsRenames: false,
    dropsConstraints: false,
    anyJsonTableType: true,
    zeroesStamps: false,
    requiredGenerated: true,
    viewAlgorithms: false,
    // https://dev.mysql.com/doc/refman/9.0/en/vector.html
    vectorType: isAtLeast(version, "9.0"),
    decimalScale: 30,
    exactStamps: true,
    // https://dev.mysql.com/doc/refman/8.4/en/datetime.html
    lastStamp: 2_147_483_647,
    virtualsReadNumbers: false,
    keyParts: 16,
    hashedUniques: false,
    virtualReferences: false,
    // https://dev.mysql.com/doc/refman/8.4/en/server-system-variables.html#sysvar_restrict_fk_on_non_standard_key
    uniqueReferences: isAtLeast(version, "8.4"),
    rebuildsFulltext: false,
    spatialReferences: true,
  };
}

function mariadb(version: string): Flavor {
  return {
    name: "mariadb",
    label: "MariaDB",
    oldest: "10.6",
    integerWidths: true,
    nativeJson: false,
    uuidType: isAtLeast(version, "10.7"),
    inet4Type: isAtLeast(version, "10.10"),
    defaultsAreSql: true,
    mangledExpressions: false,
    checksNameTable: true,
    unenforcedChecks: false,
    expressionKeys: false,
    hiddenIndex: "IGNORED",
    followsRenames: true,
    dropsConstraints: true,
    anyJsonTableType: false,
    zeroesStamps: true,
    requiredGenerated: false,
    viewAlgorithms: true,
    // https://mariadb.com/kb/en/vector/
    vectorType: isAtLeast(version, "11.7.1"),
    decimalScale: 38,
    exactStamps: false,
    // https://mariadb.com/kb/en/timestamp/: up to 2106 on 64 bits.
    lastStamp: isAtLeast(version, "11.5") ? 4_294_967_295 : 2_147_483_647,
    virtualsReadNumbers: true,
    keyParts: 32,
    hashedUniques: true,
    virtualReferences: true,
    uniqueReferences: false,
    rebuildsFulltext: true,
    spatialReferences: false,
  };
}

/** Flavour and version of a server from what `SELECT VERSION()` says: `8.0.36-0ubuntu0`, `10.11.6-MariaDB-1`. */
export function readVersion(text: string): { readonly flavor: FlavorName; readonly version: string } {
  const flavor = /mariadb/i.test(text) ? "mariadb" : "mysql";
  // Old MariaDB servers put 5.5.5- before their version, for replication clients that know no number above 9.
  const version = /^\d+(?:\.\d+)*/.exec(text.replace(/^5\.5\.5-(?=\d)/, ""));
  return { flavor, version: version?.[0] ?? "0" };
}

/** Whether a version is the given one or later, number by number. */
export function isAtLeast(version: string, wanted: string): boolean {
  const numbers = version.split(".").map(Number);
  for (const [i, part] of wanted.split(".").map(Number).entries()) {
    const number = numbers[i] ?? 0;
    if (number !== part) return number > part;
  }
  return true;
}

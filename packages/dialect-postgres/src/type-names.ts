/**
 * Every spelling of a built-in type, in lower case, and its name in normal form. A type of a well-known extension counts
 * as built in: it is written without a schema, wherever the extension was installed.
 * https://www.postgresql.org/docs/current/datatype.html
 */
export const builtInTypes: ReadonlyMap<string, string> = new Map([
  ...named("smallint", "int2", "smallserial", "serial2"),
  ...named("integer", "int", "int4", "serial", "serial4"),
  ...named("bigint", "int8", "bigserial", "serial8"),
  ...named("numeric", "decimal", "dec"),
  ...named("real", "float4"),
  ...named("double precision", "float8"),
  ...named("varchar", "character varying", "char varying", "national character varying", "nchar varying"),
  ...named("char", "character", "national character", "national char", "nchar"),
  ...named("boolean", "bool"),
  ...named("time", "time without time zone"),
  ...named("timetz", "time with time zone"),
  ...named("timestamp", "timestamp without time zone"),
  ...named("timestamptz", "timestamp with time zone"),
  ...named("varbit", "bit varying"),
  ..."money text bytea date interval uuid json jsonb jsonpath xml inet cidr macaddr macaddr8 bit bpchar name oid"
    .split(" ")
    .flatMap((name) => named(name)),
  ..."point line lseg box path polygon circle tsvector tsquery txid_snapshot pg_lsn pg_snapshot xid xid8 cid tid"
    .split(" ")
    .flatMap((name) => named(name)),
  ..."regclass regtype regproc regprocedure regoper regoperator regrole regnamespace regconfig regdictionary"
    .split(" ")
    .flatMap((name) => named(name)),
  ..."int4range int8range numrange tsrange tstzrange daterange oidvector int2vector"
    .split(" ")
    .flatMap((name) => named(name)),
  ..."int4multirange int8multirange nummultirange tsmultirange tstzmultirange datemultirange"
    .split(" ")
    .flatMap((name) => named(name)),
  ..."citext hstore ltree lquery ltxtquery cube geometry geography vector halfvec sparsevec"
    .split(" ")
    .flatMap((name) => named(name)),
]);

/** Types whose first argument counts fractional digits of a second; six of them is what the type has anyway. */
export const secondsTypes: ReadonlySet<string> = new Set([
  "time",
  "timetz",
  "timestamp",
  "timestamptz",
  "interval",
]);

/** Words that may follow `interval`; the server stores less than the whole for each of them. */
export const intervalFields: RegExp = /^(?:year|month|day|hour|minute|second|to)$/;

/** Names of PostGIS feature types in PostGIS's own spelling, by their lower case. */
export const spatialFeatures: ReadonlyMap<string, string> = new Map(
  [
    ..."Geometry Point LineString Polygon MultiPoint MultiLineString MultiPolygon GeometryCollection".split(
      " ",
    ),
    ..."CircularString CompoundCurve CurvePolygon MultiCurve MultiSurface PolyhedralSurface Triangle Tin".split(
      " ",
    ),
  ].flatMap((name) =>
    ["", "Z", "M", "ZM"].map((suffix) => [`${name}${suffix}`.toLowerCase(), name + suffix]),
  ),
);

function named(name: string, ...aliases: readonly string[]): readonly (readonly [string, string])[] {
  return [name, ...aliases].map((spelling) => [spelling, name]);
}

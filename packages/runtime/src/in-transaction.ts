import type { Connection } from "@typeorm-autogen/dialect";

/** Does work in a transaction of its own, committed at the end, rolled back where it throws. */
export async function inTransaction<T>(connection: Connection, work: () => Promise<T>): Promise<T> {
  await connection.begin("migrate");
  try {
    const result = await work();
    await connection.commit();
    return result;
  } catch (error) {
    await connection.rollback().catch(() => {});
    throw error;
  }
}

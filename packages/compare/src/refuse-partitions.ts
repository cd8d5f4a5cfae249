import { AutogenError } from "@typeorm-autogen/errors";
import { formatName, nameKey, type Schema } from "@typeorm-autogen/model";

/** An entity stands for a partition, which belongs to another table. */
export class PartitionDeclaredError extends AutogenError {
  constructor(partition: string, parent: string) {
    super(
      "unsupported",
      `unsupported: an entity over ${partition}, which is a partition of ${parent}; declare ${parent}, or give the entity synchronize: false`,
      { partition, parent },
    );
  }
}

/** Throws PartitionDeclaredError where a declared table is a partition of a live one. */
export function refusePartitions({ partitions = [] }: Schema, declared: Schema): void {
  if (partitions.length === 0) return;
  const parents = new Map(partitions.map((partition) => [nameKey(partition), partition.of]));
  for (const table of declared.tables) {
    const parent = parents.get(nameKey(table));
    if (parent !== undefined) throw new PartitionDeclaredError(formatName(table), parent);
  }
}

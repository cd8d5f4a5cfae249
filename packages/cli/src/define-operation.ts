import type { AnyOperationDefinition, OperationDefinition, OperationMap } from "@typeorm-autogen/ops";

/**
 * Types the definition of an own operation by its kind in OperationMap, which its module augments; returns it as it is.
 * It is named in `operations` of a plugin or of the configuration.
 */
export function defineOperation<Kind extends keyof OperationMap>(
  definition: OperationDefinition<OperationMap[Kind]> & { readonly kind: Kind },
): AnyOperationDefinition {
  return definition as unknown as AnyOperationDefinition;
}

import type { AnyComparator, Comparator, ComparedPairs } from "@typeorm-autogen/autogenerate";

/** Types a comparator by its target and by what it reads; returns it as it is. */
export function defineComparator<const Target extends keyof ComparedPairs, Read = undefined>(
  comparator: Comparator<Target, Read>,
): AnyComparator {
  return comparator as unknown as AnyComparator;
}

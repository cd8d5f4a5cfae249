import { FileTemplateError } from "./script-errors.js";

/** The default of `fileTemplate`: sorted by time in every listing, and findable by id and by words. */
export const defaultFileTemplate = "{yyyyMMdd_HHmm}-{id}_{slug}";

const slugLength = 40;

/** What a script's file is named after. */
export interface FileNameParts {
  readonly id: string;
  readonly message: string;
  readonly createdAt: Date;
  /** With the dot: `.ts`. */
  readonly extension: string;
  readonly template?: string | undefined;
}

/**
 * A script's file name from its parts, dates in UTC. A template has the placeholders `{id}`, `{slug}` and dates of
 * `yyyy MM dd HH mm ss`; throws FileTemplateError for others, or without `{id}`.
 */
export function revisionFileName(parts: FileNameParts): string {
  const template = parts.template ?? defaultFileTemplate;
  if (!template.includes("{id}"))
    throw new FileTemplateError(template, "lacks {id}, which keeps names apart");
  if (/[/\\]/.test(template)) throw new FileTemplateError(template, "names a folder");
  const name = template.replace(/\{([^{}]*)\}/g, (_, placeholder: string) => {
    if (placeholder === "id") return parts.id;
    if (placeholder === "slug") return slugOf(parts.message);
    return dateText(placeholder, parts.createdAt, template);
  });
  return name.replace(/[_-]+$/, "") + parts.extension;
}

/** A message's words in lower case, joined by underscores, cut at a word's end to at most 40 characters. */
export function slugOf(message: string): string {
  const plain = message.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
  const slug = (plain.match(/[\p{L}\p{N}]+/gu) ?? []).join("_").normalize("NFC");
  if (slug.length <= slugLength) return slug;
  const cut = slug.slice(0, slugLength + 1).lastIndexOf("_");
  return Array.from(slug)
    .slice(0, cut > 0 ? cut : slugLength)
    .join("");
}

function dateText(pattern: string, date: Date, template: string): string {
  const iso = date.toISOString();
  const fields: Readonly<Record<string, string>> = {
    yyyy: iso.slice(0, 4),
    MM: iso.slice(5, 7),
    dd: iso.slice(8, 10),
    HH: iso.slice(11, 13),
    mm: iso.slice(14, 16),
    ss: iso.slice(17, 19),
  };
  const text = pattern.replace(/yyyy|MM|dd|HH|mm|ss/g, (field) => fields[field] ?? "");
  if (!/^\d[\d_.-]*$/.test(text))
    throw new FileTemplateError(template, `has the unknown placeholder {${pattern}}`);
  return text;
}

/** When a file with the default template's name was written, as `2026-11-22T10:30Z`; null for other names. */
export function dateInFileName(stem: string): string | null {
  const [, year, month, day, hour, minute] = /^(\d{4})(\d\d)(\d\d)_(\d\d)(\d\d)-/.exec(stem) ?? [];
  return year === undefined ? null : `${year}-${month}-${day}T${hour}:${minute}Z`;
}

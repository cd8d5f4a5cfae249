import { FileTemplateError } from "./script-errors.js";

/** The default of `fileTemplate`: sorted by time in every listing, and findable by id and by words. */
export const defaultFileTemplate = "{yyyyMMdd_HHmm}-{id}_{slug}";

const defaultSlugLength = 40;

/** What a script's file is named after. */
export interface FileNameParts {
  readonly id: string;
  readonly message: string;
  readonly createdAt: Date;
  /** With the dot: `.ts`. */
  readonly extension: string;
  readonly template?: string | undefined;
  /** IANA name of the time zone of the dates; UTC by default. */
  readonly timezone?: string | undefined;
  /** Most characters of the slug; 40 by default. */
  readonly slugLength?: number | undefined;
}

/**
 * A script's file name from its parts, with folders before it where the template has some. A template has the
 * placeholders `{id}`, `{slug}`, `{epoch}` (seconds) and dates of `yyyy MM dd HH mm ss`; throws FileTemplateError for
 * others, without `{id}` in the file's own name, or where it leaves the folder of the scripts.
 */
export function revisionFileName(parts: FileNameParts): string {
  const template = parts.template ?? defaultFileTemplate;
  checkTemplate(template);
  const fields = dateFields(parts.createdAt, parts.timezone);
  const name = template.replace(/\{([^{}]*)\}/g, (_, placeholder: string) => {
    if (placeholder === "id") return parts.id;
    if (placeholder === "slug") return slugOf(parts.message, parts.slugLength);
    if (placeholder === "epoch") return String(Math.floor(parts.createdAt.getTime() / 1000));
    return dateText(placeholder, fields, template);
  });
  return name.replace(/[_-]+$/, "") + parts.extension;
}

function checkTemplate(template: string): void {
  const folders = template.split("/");
  if (!folders.at(-1)?.includes("{id}"))
    throw new FileTemplateError(template, "lacks {id}, which keeps names apart");
  if (template.includes("\\") || folders.some((folder) => /^\.*$/.test(folder)))
    throw new FileTemplateError(template, "names a folder outside the one of the scripts");
}

/** A message's words in lower case, joined by underscores, cut at a word's end to at most so many characters. */
export function slugOf(message: string, length: number = defaultSlugLength): string {
  const plain = message.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
  const slug = (plain.match(/[\p{L}\p{N}]+/gu) ?? []).join("_").normalize("NFC");
  if (slug.length <= length) return slug;
  const cut = slug.slice(0, length + 1).lastIndexOf("_");
  return Array.from(slug)
    .slice(0, cut > 0 ? cut : length)
    .join("");
}

type DateFields = Readonly<Record<string, string>>;

// The Swedish way of writing a date is ISO's. https://tc39.es/ecma402/#datetimeformat-objects
function dateFields(date: Date, timezone: string | undefined): DateFields {
  const shown = date.toLocaleString("sv-SE", { timeZone: timezone ?? "UTC" });
  const [yyyy = "", MM = "", dd = "", HH = "", mm = "", ss = ""] = shown.split(/\D/);
  return { yyyy, MM, dd, HH, mm, ss };
}

function dateText(pattern: string, fields: DateFields, template: string): string {
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

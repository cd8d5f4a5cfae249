import { AutogenError } from "@typeorm-autogen/errors";

/** A text that is no type. */
export class TypeSyntaxError extends AutogenError {
  constructor(text: string) {
    super("type-syntax", `"${text}" is no type of MySQL or MariaDB; write it as in CREATE TABLE`, { text });
  }
}

/** A name is longer than the server takes. */
export class NameTooLongError extends AutogenError {
  constructor(name: string, limit: number) {
    const letters = [...name].length;
    super(
      "name-too-long",
      `the name "${name}" has ${letters} letters and MySQL takes ${limit}; give the object a shorter one`,
      { name, letters, limit },
    );
  }
}

/** No option and no URL says which database is meant. */
export class NoDatabaseError extends AutogenError {
  constructor() {
    super(
      "no-database",
      "neither the DataSource's options nor the URL name a database; set `database`, or write it after the URL's host",
    );
  }
}

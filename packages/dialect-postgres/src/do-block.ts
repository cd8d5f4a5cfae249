/** An anonymous block. Its tag does not stand in the body, which holds names as people chose them. */
export function doBlock(body: string): string {
  let tag = "$autogen$";
  while (body.includes(tag)) tag = `${tag.slice(0, -1)}_$`;
  return `DO ${tag}${body}${tag}`;
}

export { formatGithub } from "./format-github.js";
export { formatHtml } from "./format-html.js";
export { reportData } from "./format-json.js";
export { formatMarkdown } from "./format-markdown.js";
export { formatSarif } from "./format-sarif.js";
export { formatTerminal, type TerminalFormat } from "./format-terminal.js";
export { countFindings, type Report, type ReviewedRevision, type SetFinding } from "./report.js";
export {
  reviewRevision,
  type RevisionReview,
  type RevisionToReview,
  type ReviewSite,
} from "./review-revision.js";
export { setFindings, type BaseRevision, type BranchChanges } from "./set-findings.js";

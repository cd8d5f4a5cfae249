export { defaultFileTemplate, revisionFileName, slugOf, type FileNameParts } from "./file-name.js";
export {
  AmbiguousRevisionError,
  DatabaseAheadError,
  DuplicateLabelError,
  DuplicateRevisionError,
  MissingParentError,
  MultipleHeadsError,
  NotAHeadError,
  NotAncestorError,
  NotAppliedError,
  NotOnBranchError,
  OverlappingParentsError,
  OverlappingTargetsError,
  RelativeTargetError,
  RevisionCycleError,
  UnknownRevisionError,
  UnsuitableTargetError,
} from "./graph-errors.js";
export { historyRange } from "./history-range.js";
export { newRevisionHeader, type NewRevisionHeader, type NewRevisionRequest } from "./new-revision-header.js";
export type { Identifier } from "./parse-identifier.js";
export { planDowngrade, planStamp, planUpgrade, type StampPlan, type Step } from "./plan-steps.js";
export { resolveTarget, type ResolvedTarget } from "./resolve-target.js";
export { readRevisionFolders, type ReadFoldersOptions } from "./revision-folder.js";
export { RevisionGraph } from "./revision-graph.js";
export { checkBranchLabel, checkRevisionId, newRevisionId } from "./revision-name.js";
export type { RevisionNode } from "./revision-node.js";
export { formatOfScript, type Revision, type RevisionFormat } from "./revision.js";
export { scriptComments, type ScriptComment } from "./script-comments.js";
export {
  FileTemplateError,
  InvalidBranchLabelError,
  InvalidRevisionIdError,
  RevisionFileExistsError,
  RevisionFolderError,
  RevisionHeaderError,
  RevisionSyntaxError,
  RevisionWriteError,
} from "./script-errors.js";
export { parseScriptHeader, readScriptHeader, type ScriptHeader } from "./script-header.js";
export { planSquash, SquashRangeError, type SquashPlan } from "./squash-range.js";
export { InsideSquashError, OverlappingSquashesError } from "./standing-revisions.js";
export { isSqlScript, isSqlWayBack, scriptFiles, sqlHeaderLines, sqlWayBack } from "./sql-script.js";
export { rowChanges, type RowChange } from "./version-rows.js";
export { replaceRevisionFile, writeRevisionFile } from "./write-revision-file.js";

// A child process of `autogen watch`: loads the project and does what the parent asks for.
import { recordLoadedFiles } from "@typeorm-autogen/load";
import { serveJobs } from "@typeorm-autogen/watch";
import { reportError } from "./report-error.js";
import { ProjectJobs, type WatchedProject } from "./watch-jobs.js";

const loadedFiles = recordLoadedFiles();
serveJobs({
  jobs: async (argument) => new ProjectJobs(argument as WatchedProject, loadedFiles),
  loadedFiles,
  explain: (error) => reportError(error).json.error,
});

import { readFileSync } from "node:fs";

const mark = "<!-- autogen-review -->";

/**
 * Puts a report on its pull request: one comment, renewed each time. The report was written where the branch's code ran, so
 * that nothing in it is believed but its text: which pull request it is for, GitHub's own event says.
 */
export async function comment(env) {
  const {
    AUTOGEN_TOKEN: token,
    AUTOGEN_REPORT: report = "autogen-review.json",
    GITHUB_REPOSITORY: repository,
  } = env;
  if (!token) throw new Error("comment needs the input token, with the permission pull-requests: write");
  const event = JSON.parse(readFileSync(env.GITHUB_EVENT_PATH, "utf8"));
  const api = apiOf(env.GITHUB_API_URL ?? "https://api.github.com", token);
  const number = await pullRequest(event, api, repository);
  const { text } = JSON.parse(readFileSync(report, "utf8"));
  if (typeof text !== "string" || text.length > 65_000) throw new Error(`${report} holds no report`);
  const body = text.startsWith(mark) ? text : `${mark}\n${text}`;
  const own = await ownComment(api, `/repos/${repository}/issues/${number}/comments`);
  if (own) await api("PATCH", `/repos/${repository}/issues/comments/${own}`, { body });
  else await api("POST", `/repos/${repository}/issues/${number}/comments`, { body });
  return 0;
}

// For a fork, the event of workflow_run lists no pull request: its head commit tells.
async function pullRequest(event, api, repository) {
  const number = event.pull_request?.number ?? event.workflow_run?.pull_requests?.[0]?.number;
  if (Number.isInteger(number)) return number;
  const { head_sha: sha, head_branch: branch, head_repository: head } = event.workflow_run ?? {};
  if (!/^[0-9a-f]{40}$/.test(sha ?? ""))
    throw new Error("the event names no pull request; run comment on workflow_run");
  const found = await api(
    "GET",
    `/repos/${repository}/pulls?state=open&per_page=100&head=${encodeURIComponent(`${head?.owner?.login}:${branch}`)}`,
  );
  const pull = found.find((one) => one.head?.sha === sha);
  if (!pull) throw new Error(`no open pull request has the head ${sha}`);
  return pull.number;
}

async function ownComment(api, path) {
  for (let page = 1; ; page++) {
    const comments = await api("GET", `${path}?per_page=100&page=${page}`);
    const own = comments.find(({ body, user }) => body?.startsWith(mark) && user?.type === "Bot");
    if (own || comments.length < 100) return own?.id;
  }
}

function apiOf(address, token) {
  return async (method, path, body) => {
    const response = await fetch(`${address}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${token}`,
        accept: "application/vnd.github+json",
        "user-agent": "autogen-review",
      },
      ...(body && { body: JSON.stringify(body) }),
    });
    if (!response.ok)
      throw new Error(
        `${method} ${path} answers ${response.status}: does the token have pull-requests: write?`,
      );
    return response.json();
  };
}

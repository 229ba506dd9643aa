// The request of a form as a command to take along: curl or fetch, with every secret read from elsewhere. Sends nothing.
import { h } from "./dom.js";
import { t } from "./i18n.js";
import { isLocal } from "./local-site.js";
import { copyButton } from "./parts.js";
import { session } from "./session.js";

/**
 * A `<details>` with the request of `request()`: `{path, fields}`, the path below the root as parts, and pairs of name and text,
 * null for a secret. `draw()` shows it anew.
 */
export function requestSample(request) {
  const text = h("pre", { tabindex: "0", role: "group", "aria-label": t("request.title") });
  const kind = h("select", { "aria-label": t("request.kind"), onchange: draw }, Object.keys(kKinds).map((name) => h("option", { value: name }, name)));
  function draw() {
    const { path, fields } = request();
    text.textContent = kKinds[kind.value](`${session.root}/${path.map(encodeURIComponent).join("/")}`, [...fields, ["token", null], ["f", "json"]]);
  }
  draw();
  // No other program reaches the site in this browser.
  if (isLocal(session.root)) return { draw, node: null };
  return {
    draw,
    node: h("details", {}, h("summary", {}, t("request.title")), h("div", { class: "stack" }, h("p", { class: "hint" }, t("request.hint")),
      h("div", { class: "row" }, kind, copyButton(() => text.textContent)), text)),
  };
}

const kKinds = { curl: curlCommand, fetch: fetchCall };

// Secrets are read from files, so that no process list and no history shows them.
function curlCommand(url, fields) {
  const quote = (word) => `'${word.replaceAll("'", `'\\''`)}'`;
  return [`curl -sS ${quote(url)}`, ...fields.map(([name, value]) => `--data-urlencode ${value === null ? `${name}@${name}.txt` : quote(`${name}=${value}`)}`)].join(" \\\n  ");
}

function fetchCall(url, fields) {
  const members = fields.map(([name, value]) => (value === null ? name : `${name}: ${JSON.stringify(value)}`));
  return [`const reply = await fetch(${JSON.stringify(url)}, {`, "  method: \"POST\",", "  body: new URLSearchParams({", ...members.map((member) => `    ${member},`),
    "  }),", "});", "console.log(await reply.json());"].join("\n");
}

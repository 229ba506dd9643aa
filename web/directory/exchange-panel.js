// Shows what an operation sent and what came back. Knows no operation.
import { h, replace } from "./dom.js";
import { t } from "./i18n.js";
import { copyableBlock } from "./parts.js";
import { session } from "./session.js";

/** One exchange (exchange.js), closed at first. */
export function exchangeDetails({ url, fields, status, contentType, text, isWhole }) {
  return h("details", { class: "exchange" },
    h("summary", {}, t("exchange.title"), " ", h("span", { class: "code small quiet" }, `POST ${url.slice(session.root.length)} → ${status || t("requests.noReply")}`)),
    h("div", { class: "stack" },
      h("h3", {}, t("exchange.sent")),
      copyableBlock([`POST ${url}`, "", ...fields.map(([name, value]) => `${name}=${value}`)].join("\n")),
      status > 0 && [h("h3", {}, t("exchange.reply")), h("p", { class: "small quiet" }, status, " ", h("code", {}, contentType), !isWhole && [" · ", t("exchange.hidden")]), copyableBlock(text)]));
}

/** The newest exchange of the connection in view, where it began after `since` (epoch milliseconds); kept up until `signal` aborts. */
export function exchangePanel(since, signal) {
  const node = h("div", { class: "exchanges" });
  const draw = () => {
    const [newest] = session.exchanges;
    replace(node, newest?.at >= since && exchangeDetails(newest));
  };
  session.addEventListener("exchange", draw, { signal });
  draw();
  return node;
}

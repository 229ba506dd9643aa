// A resource as the server sends it: the exact bytes of html, json or pjson, as text.
import { h } from "../dom.js";
import { t } from "../i18n.js";
import { copyableBlock, formatLinks } from "../parts.js";

export async function raw({ site, params, signal }) {
  const path = params.path ? params.path.split("/") : [];
  const { contentType, text } = await site.view(path.map(encodeURIComponent).join("/"), params.format, { signal });
  return {
    title: t("raw.title", { format: params.format }), path, formats: false,
    body: [formatLinks(path, params.format), h("p", { class: "small quiet" }, t("raw.type"), " ", h("code", {}, contentType)), copyableBlock(text)],
  };
}

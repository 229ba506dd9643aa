// Builds DOM nodes; the only place that creates elements, so that whatever a server sends can only ever become text.

const kSvgNamespace = "http://www.w3.org/2000/svg";
const kIcons = new URL("./images/icons.svg", import.meta.url).href;

/**
 * An HTML element. Attributes: `onclick` and the like take a function; `true` sets an attribute without a value;
 * `false`, `null` and `undefined` leave it out. Children: nodes, text, numbers, nested arrays; null and false are skipped.
 */
export function h(tag, attributes = {}, ...children) {
  return fill(document.createElement(tag), attributes, children);
}

/** An SVG element, with the rules of `h`. */
export function svg(tag, attributes = {}, ...children) {
  return fill(document.createElementNS(kSvgNamespace, tag), attributes, children);
}

/** A decorative icon: the symbol `name` of images/icons.svg. */
export function icon(name) {
  return svg("svg", { class: "icon", "aria-hidden": "true", viewBox: "0 0 16 16" },
    svg("use", { href: `${kIcons}#${name}` }));
}

/** Replaces what `node` holds, with the children rules of `h`. */
export function replace(node, ...children) {
  node.replaceChildren(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
  return node;
}

/** Resolves in a task of its own, so that long work before and after it does not hold the page up as one. */
export function nextTask() {
  return new Promise((resolve) => setTimeout(resolve));
}

function fill(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (typeof value === "function") element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? "" : String(value));
  }
  return replace(element, ...children);
}

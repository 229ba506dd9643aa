// A client of the W3C's WebDriver (https://www.w3.org/TR/webdriver2/), as far as the page's tests need it. Knows no page.

const kElement = "element-6066-11e4-a52e-4f735466cecf";

/** A session at the WebDriver `base` with the `capabilities` asked for (https://www.w3.org/TR/webdriver2/#new-session). */
export async function openSession(base, capabilities) {
  const { sessionId } = await call(base, "POST", "/session", { capabilities: { alwaysMatch: capabilities } });
  const session = (method, path, body) => call(base, method, `/session/${sessionId}${path}`, body);
  const element = async (css) => `/element/${(await session("POST", "/element", { using: "css selector", value: css }))[kElement]}`;
  return {
    goto: (url) => session("POST", "/url", { url }),
    reload: () => session("POST", "/refresh", {}),
    click: async (css) => session("POST", `${await element(css)}/click`, {}),
    /** Replaces what stands in an input, by keys. */
    async fill(css, text) {
      const at = await element(css);
      await session("POST", `${at}/clear`, {});
      await session("POST", `${at}/value`, { text });
    },
    /** What `work(...values)` answers in the page; values in and out are JSON. */
    run: (work, ...values) => session("POST", "/execute/sync", { script: `return (${work}).apply(null, arguments)`, args: values }),
    close: () => session("DELETE", ""),
  };
}

async function call(base, method, path, body) {
  const reply = await fetch(base + path, { method, body: body && JSON.stringify(body), headers: { "content-type": "application/json" } });
  const { value } = await reply.json();
  if (!reply.ok) throw new Error(`${method} ${path}: ${value?.error}: ${value?.message}`);
  return value;
}

// What an operation sent and what came back, to be looked at: every field but the secrets, and the reply's own text. Sends what it
// is given and draws nothing.
import { fieldsWithoutSecrets, textWithoutSecrets } from "./secrets.js";

/**
 * Has `reach` (fetch-shaped) answer `request`. Where it is an operation below `root`, a POST, `note` hears of the exchange: `{at, url,
 * fields, status, contentType, text, isWhole}`. `fields` are pairs of name and text, `status` is 0 and `text` empty where no reply
 * came; `isWhole` is false where the reply repeats a secret, which is hidden there too.
 */
export async function witness(request, { reach, root, note }) {
  if (request.method !== "POST" || !request.url.startsWith(`${root}/`)) return reach(request);
  const at = Date.now();
  const secrets = [];
  const body = new Uint8Array(await request.arrayBuffer());
  const fields = fieldsWithoutSecrets(new TextDecoder().decode(body), (secret) => secrets.push(secret));
  // Made anew of bytes: what is left of a request that was read, or read beside its sending, goes out as a stream.
  const again = new Request(request, { body });
  const tell = (whole, { status = 0, headers } = {}) => {
    const text = textWithoutSecrets(whole, secrets);
    note({ at, url: request.url, fields, status, contentType: headers?.get("content-type") ?? "", text, isWhole: text === whole });
  };
  try {
    const reply = await reach(again);
    // Before whoever asked has read it and moves on, which ends the reading.
    tell(await reply.clone().text().catch(() => ""), reply);
    return reply;
  } catch (fault) {
    tell("");
    throw fault;
  } finally {
    body.fill(0);  // not before: WebKit sends from these bytes, not from a copy
  }
}

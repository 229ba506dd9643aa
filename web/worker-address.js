// The addresses of the module's own Workers, as `new Worker` takes them where a page demands Trusted Types; starts none.

const policy = makePolicy();

/** Such a page allows the policy by `trusted-types holdfast-workers`; where it does not, it refuses the Workers by itself. */
function makePolicy() {
  try {
    return globalThis.trustedTypes?.createPolicy("holdfast-workers", {
      createScriptURL(address) {
        if (new URL(address).origin !== new URL(import.meta.url).origin) throw new TypeError("A Worker comes from where the module comes from.");
        return address;
      },
    });
  } catch {
    return undefined;
  }
}

/** `url`, of a Worker beside the module, for `new Worker`. */
export function workerAddress(url) {
  return policy ? policy.createScriptURL(url.href) : url;
}

// The page's one Trusted Types policy: the addresses of its own Workers and service worker, and nothing else.

const policy = globalThis.trustedTypes?.createPolicy("holdfast", {
  createScriptURL: (address) => {
    if (new URL(address).origin !== location.origin) throw new TypeError("A Worker comes from this page's own server.");
    return address;
  },
});

/** The address of a Worker of this page's origin, as `new Worker` takes it. */
export function workerAddress(url) {
  return policy ? policy.createScriptURL(url.href) : url;
}

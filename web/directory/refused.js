// Readings that a view can do without. Knows which refusals mean that a server has no such thing for this account.

const kRefusals = ["api_not_found", "api_unsupported", "api_method", "parameter_version", "privilege_missing"];

/** What `reading` resolves with, or `fallback` where the server does not offer it to this account; other faults stay faults. */
export async function unlessRefused(reading, fallback) {
  try {
    return await reading;
  } catch (error) {
    if (kRefusals.includes(error.code)) return fallback;
    throw error;
  }
}

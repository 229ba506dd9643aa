// Readings that a view can do without. Knows which refusals mean that a server has no such thing for this account.
import { AdminApiError } from "../holdfast.js";

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

/** `{value}` of `reading`, or `{error}` where the server cannot read that part of its own, such as a store whose disk is gone. */
export async function orFault(reading) {
  try {
    return { value: await reading };
  } catch (error) {
    if (error instanceof AdminApiError) return { error };
    throw error;
  }
}

// What a parameter of an operation may be, where the core can count it.
import { operations } from "../holdfast.js";

/** The values that `parameter` of `operation` may have, as texts. */
export async function valuesOf(operation, parameter) {
  const { parameters } = (await operations()).find((each) => each.operation === operation);
  return parameters.find(({ name }) => name === parameter).values;
}

// Makes passcodes of words, as age's own tool does; judges none (the core does) and keeps none.
import { kWords } from "./words.js";

const kWordCount = 10;

/** Ten words drawn evenly from 2,048, joined by `-`: 110 bits. */
export function generatePasscode() {
  const random = crypto.getRandomValues(new Uint16Array(kWordCount));
  return Array.from(random, (value) => kWords[value % kWords.length]).join("-");
}

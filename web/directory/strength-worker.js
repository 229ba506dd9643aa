// Judges how soon a passcode would be guessed, away from the page's own thread. Keeps nothing of it; knows no form.
import { ZxcvbnFactory } from "../generated/strength/core/dist/index.js";
import { adjacencyGraphs, dictionary } from "../generated/strength/language-common/dist/index.js";

const judge = new ZxcvbnFactory({ dictionary, graphs: adjacencyGraphs });

onmessage = ({ data: { passcode, names } }) => {
  const { score, sequence } = judge.check(passcode, names);
  postMessage({ score, holdsName: sequence.some(({ dictionaryName }) => dictionaryName === "userInputs") });
};

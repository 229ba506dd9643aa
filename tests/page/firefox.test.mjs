// The page's main flow in Firefox; what is not in it is tested in Chromium.
import * as firefox from "./engines/firefox.mjs";
import { testMainFlow } from "./engines/main-flow.mjs";

testMainFlow("Firefox", firefox);

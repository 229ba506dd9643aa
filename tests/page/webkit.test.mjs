// The page's main flow in WebKitGTK; what is not in it is tested in Chromium.
import * as webkit from "./engines/webkit.mjs";
import { testMainFlow } from "./engines/main-flow.mjs";

testMainFlow("WebKitGTK", webkit);

// What the site in this browser says of its content, in the reader's language, for the views of that alone: imported, it is loaded.
import { language, learn } from "./i18n.js";

const kLoaders = {
  de: () => import("./messages/site/de.js"),
  es: () => import("./messages/site/es.js"),
  fr: () => import("./messages/site/fr.js"),
  ja: () => import("./messages/site/ja.js"),
};

if (Object.hasOwn(kLoaders, language)) learn((await kLoaders[language]()).default);

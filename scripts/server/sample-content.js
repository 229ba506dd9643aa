// The content of a first trial: a few small files with names in several scripts, an empty folder and a link.

import { existsSync, mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

const files = {
  "read-me.txt": "This folder is the sample organization. Put files here, back them up, and get them back with age and tar.\n",
  "items/city-map.json": '{"title": "City map", "type": "Web Map", "layers": ["streets", "parks"]}\n',
  "items/地図.json": '{"title": "地図", "type": "Web Map"}\n',
  "items/خريطة.json": '{"title": "خريطة", "type": "Web Map"}\n',
  "items/Übersicht – Zürich.csv": "Ort;Einwohner\nZürich;421878\n",
  "settings/security.json": '{"allowedOrigins": ["https://localhost"]}\n',
};

/** Makes the sample at `folder` where there is nothing yet. */
export function makeSampleContent(folder) {
  if (existsSync(folder)) return;
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  mkdirSync(join(folder, "empty"));
  symlinkSync("items/city-map.json", join(folder, "start-here"));
}

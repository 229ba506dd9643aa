// What the site in a folder of the origin private file system is called in this browser, in pages and Workers alike. Knows no storage.

/** What the names of the site's locks, channels and databases begin with. */
export function siteName(folder) {
  return `holdfast:${folder}`;
}

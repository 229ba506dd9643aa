// What the site in a browser says of its content in errors. Each sentence has a stable name and its English, with places for values,
// so that whoever shows it can say it in another language. Knows no operation.

export const kSentences = {
  content_busy: "A restore or another job is under way: wait until it has ended, then try again.",
  content_gone: "There is nothing of that name any more: look at what is there now.",
  content_folder_in_way: "A folder stands where the file should be: remove it first, or choose another name.",
  content_file_in_way: "A file stands where a folder should be: remove it first, or choose another name.",
  content_no_file: "This is no file: only files can be read.",
  content_path: "\"{path}\" is no path in the content: parts with a name each, with / between them, none of them . or .. .",
  content_full: "The disk or this browser's quota has no room for {path}: make room, then try again.",
  content_full_kept: "The disk or this browser's quota has no room for {path}: make room, then try again. Files added before that: {kept}.",
  content_full_room: "There is no room for {path}: this browser lets this page's origin keep {quota} MB, and {used} MB are used. Make room, then try again.",
  content_full_room_kept: "There is no room for {path}: this browser lets this page's origin keep {quota} MB, and {used} MB are used. Make room, then try again. Files added before that: {kept}.",
  content_unreadable: "{path} cannot be opened ({reason}): check that it is still there, and that its permissions allow it.",
  content_failed: "A change of the content at {path} failed ({reason}): look at what is there, then try again.",
  adding_ended: "The tab that took this file was closed before it had all of it. Add it again.",
  holder_ended: "The tab that held the site was closed before it answered. Look at what is there, then try again.",
  site_cleared: "This browser's data for the page was cleared while the site was open, and all that lay in this browser is gone. Reload the page.",
  site_in_use: "The site in this browser is in use by another tab.",
  site_impossible: "This browser keeps no files for pages (or not in a private window), so that it cannot hold a site. Use another one or an ordinary window.",
};

/** The facts of an error that says `sentence` with `values`: `{sentence, values, message}`. */
export function say(sentence, values = {}) {
  const message = kSentences[sentence].replace(/\{(\w+)\}/g, (_, name) => (typeof values[name] === "number" ? values[name].toLocaleString("en") : values[name]));
  return { sentence, values, message };
}

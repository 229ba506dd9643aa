// Which module draws each view: loaded when the view is first shown, so that nobody waits for what is not looked at. Knows of every
// view only its name, by which the module exports it.
import { h } from "./dom.js";
import { t } from "./i18n.js";
import { address } from "./router.js";

const kModules = {
  overview: () => import("./views/overview.js"),
  start: () => import("./views/start.js"),
  signIn: () => import("./views/sign-in.js"),
  doctor: () => import("./views/doctor.js"),
  open: () => import("./views/open.js"),
  openKit: () => import("./views/open-kit.js"),
  content: () => import("./views/content.js"),
  recovery: () => import("./views/resources.js"),
  stores: () => import("./views/resources.js"),
  store: () => import("./views/resources.js"),
  register: () => import("./views/store-forms.js"),
  updateStore: () => import("./views/store-forms.js"),
  unregister: () => import("./views/store-forms.js"),
  settings: () => import("./views/store-forms.js"),
  backups: () => import("./views/backups.js"),
  create: () => import("./views/create.js"),
  backup: () => import("./views/backup.js"),
  retention: () => import("./views/backup.js"),
  remove: () => import("./views/backup.js"),
  backupContents: () => import("./views/backup-files.js"),
  importBackup: () => import("./views/backup-files.js"),
  report: () => import("./views/report.js"),
  verify: () => import("./views/verify.js"),
  restore: () => import("./views/restore.js"),
  kit: () => import("./views/kit.js"),
  sheet: () => import("./views/kit.js"),
  jobs: () => import("./views/jobs.js"),
  job: () => import("./views/job.js"),
  tasks: () => import("./views/tasks.js"),
  task: () => import("./views/task.js"),
  removeTask: () => import("./views/task.js"),
  taskRuns: () => import("./views/task-runs.js"),
  taskRun: () => import("./views/task-runs.js"),
  updateTaskRun: () => import("./views/task-runs.js"),
  removeTaskRun: () => import("./views/task-runs.js"),
  createTask: () => import("./views/task-form.js"),
  updateTask: () => import("./views/task-form.js"),
  raw: () => import("./views/raw.js"),
};

/**
 * Draws the view `name`: answers what its function answers to `route`. Rejects with the view's own errors, and with one that says
 * so where the page's files cannot be read.
 */
export async function drawView(name, route) {
  if (!Object.hasOwn(kModules, name)) return unknownView();
  const module = await kModules[name]().catch((cause) => { throw new Error(t("error.files"), { cause }); });
  return module[name](route);
}

function unknownView() {
  return { title: t("unknownView.title"), body: h("p", {}, t("unknownView.text"), " ", h("a", { href: address([""]) }, t("nav.overview"))) };
}

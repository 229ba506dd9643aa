// The `settings` JSON of each storage type, from the values of a form. Pure: the API's own nesting stands here once.

/** Storage types, each with the inputs it needs and, for those in a cloud, the inputs of each way to sign in there. */
export const kStorageTypes = {
  HOSTED: { inputs: ["provisioningType", "storageClass", "size", "labels"], credentials: {} },
  S3: {
    provider: "AWS", service: "AWS S3", inputs: ["bucketName", "region", "rootDir"],
    credentials: { "ACCESS-KEY": ["accessKey", "secretKey"], "IAM-ROLE": [] },
  },
  AZURE_BLOBSTORE: {
    provider: "AZURE", service: "Azure Blob Store", inputs: ["containerName", "accountEndpointUrl", "rootDir"],
    credentials: { "STORAGE-ACCOUNT-KEY": ["storageAccountName", "storageAccountKey"], "USER-ASSIGNED-IDENTITY": ["storageAccountName", "managedIdentityClientId"] },
  },
};
/** The `storageConfig` of the stores of a local site, which has no volumes. */
export const kFolderVolume = { provisioningType: "DYNAMIC", storageClass: "folder", size: "64Gi" };
/** Inputs that are shown in no preview. */
export const kSecrets = ["secretKey", "storageAccountKey"];

/** The way to sign in that a type begins with, or undefined where it needs none. */
export function firstCredential(type) {
  return Object.keys(kStorageTypes[type].credentials)[0];
}

/** The names of all inputs of a type with the way `credentialType` to sign in. */
export function inputsOf(type, credentialType = firstCredential(type)) {
  const { inputs, credentials } = kStorageTypes[type];
  return [...inputs, ...(credentials[credentialType] ?? [])];
}

/** Whether `store` lies in the data folder of a local site: only there the server itself gives it a folder by its name. */
export function isInDataFolder({ type, name, rootDir }) {
  return type === "HOSTED" && rootDir === `stores/${name}`;
}

/** The object that the register operation takes as `settings`; `values` by input, with `credentialType` among them where one was chosen. */
export function storageSettings(type, { credentialType = firstCredential(type), ...values }) {
  if (type === "HOSTED") return { type, storageConfig: volumeConfig(values) };
  const { provider, service, inputs, credentials } = kStorageTypes[type];
  const place = Object.fromEntries(inputs.map((name) => [name, values[name]]));
  const { managedIdentityClientId, ...secret } = Object.fromEntries(credentials[credentialType].map((name) => [name, values[name]]));
  const credential = { type: credentialType, ...(managedIdentityClientId === undefined ? {} : { managedIdentityClientId }), ...(Object.keys(secret).length > 0 ? { secret } : {}) };
  return { type, provider: { name: provider, cloudServices: [
    { name: service, type: "objectStore", usage: "BACKUP", category: "storage", connection: { ...place, credential } }] } };
}

/** A volume as stores and the staging volume have it; labels, as text, are left out where there are none. */
export function volumeConfig({ provisioningType, storageClass, size, labels = "" }) {
  return { provisioningType, storageClass, size, ...(labels.trim() ? { labels: labelsOf(labels) ?? {} } : {}) };
}

/** The labels written as `key=value` with commas between them, as an object; null where one is not. */
export function labelsOf(text) {
  const pairs = text.split(",").map((pair) => pair.trim()).filter(Boolean).map((pair) => /^([^=\s]+)\s*=\s*(\S*)$/.exec(pair));
  return pairs.includes(null) ? null : Object.fromEntries(pairs.map(([, key, value]) => [key, value]));
}

/** Labels as `labelsOf` reads them. */
export function labelsText(labels = {}) {
  return Object.entries(labels).map(([key, value]) => `${key}=${value}`).join(", ");
}

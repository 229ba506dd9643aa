// The `settings` JSON of each storage type, from the values of a form. Pure: the API's own nesting stands here once.

/** Storage types, each with the inputs it needs; `secret` ones are shown in no preview. */
export const kStorageTypes = {
  HOSTED: ["provisioningType", "storageClass", "size"],
  S3: ["bucketName", "region", "rootDir", "accessKey", "secretKey"],
  AZURE_BLOBSTORE: ["containerName", "accountEndpointUrl", "rootDir", "storageAccountName", "storageAccountKey"],
};
export const kSecrets = ["secretKey", "storageAccountKey"];

/** The object that the register operation takes as `settings`. */
export function storageSettings(type, values) {
  if (type === "HOSTED") {
    const { provisioningType, storageClass, size } = values;
    return { type, storageConfig: { provisioningType, storageClass, size } };
  }
  if (type === "S3") {
    const { accessKey, secretKey, ...location } = values;
    return cloud(type, "AWS", "AWS S3", location, { type: "ACCESS-KEY", secret: { accessKey, secretKey } });
  }
  const { storageAccountName, storageAccountKey, ...location } = values;
  return cloud(type, "AZURE", "Azure Blob Store", location, { type: "STORAGE-ACCOUNT-KEY", secret: { storageAccountName, storageAccountKey } });
}

function cloud(type, provider, service, location, credential) {
  return { type, provider: { name: provider, cloudServices: [
    { name: service, type: "objectStore", usage: "BACKUP", category: "storage", connection: { ...location, credential } }] } };
}

/** Folders in `DATA_DIR` of what can be fetched again. */
export const cacheFolders = { artifacts: 'artifacts', inputs: 'inputs' } as const;

export const tensorRunner = null as never;

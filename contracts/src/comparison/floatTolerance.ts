/**
 * By how much numbers of two honest answers may differ when nobody says otherwise: `atol + rtol · max(|a|, |b|)`. Ten times and more what
 * builds of ONNX Runtime for different processors differ by, and less than weights rounded to half precision do: `bench -- comparator`.
 */
export const floatTolerance = { atol: 1e-5, rtol: 1e-4 } as const;

/** Between neighbouring numbers of half precision there is nothing: honest answers may be one step apart. */
export const halfStep = 2 ** -10;

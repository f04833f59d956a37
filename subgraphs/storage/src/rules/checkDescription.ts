/** What an uploader says about content. Nothing depends on its being true. */
export interface BlobDescription {
  readonly mediaType: string | null;
  readonly name: string | null;
}

/** A field of a description that cannot be kept, and why. */
export interface DescriptionProblem {
  readonly field: 'mediaType' | 'name';
  readonly problem: string;
}

const token = '[a-zA-Z0-9!#$&^_.+-]{1,100}';
/** `type/subtype` with optional parameters (RFC 6838), in visible ASCII: it becomes a response header. */
const mediaTypePattern = new RegExp(
  `^${token}/${token}(?: *; *${token}=(?:${token}|"[ !#-\\[\\]-~]{0,100}"))*$`,
);

const longestMediaType = 200;
const longestName = 255;

/** The first thing wrong with a description, or undefined. */
export function checkDescription({ mediaType, name }: BlobDescription): DescriptionProblem | undefined {
  if (mediaType !== null && (mediaType.length > longestMediaType || !mediaTypePattern.test(mediaType)))
    return { field: 'mediaType', problem: 'is not a media type such as image/png' };
  if (name !== null && !isFileName(name))
    return {
      field: 'name',
      problem: 'must have 1 to 255 characters, none of them a slash or a control character',
    };
  return undefined;
}

function isFileName(name: string): boolean {
  return name.length > 0 && name.length <= longestName && !/[\p{Cc}\p{Cs}/\\]/u.test(name);
}

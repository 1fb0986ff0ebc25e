const NAME = /^(@[a-z0-9~-][a-z0-9._~-]*\/)?[a-z0-9~-][a-z0-9._~-]*$/;

/** Whether npm could have a package of that name; such a name is harmless in a path. */
export function isPackageName(text: string): boolean {
  return text.length <= 214 && NAME.test(text);
}

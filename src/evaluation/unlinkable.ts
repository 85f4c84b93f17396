/** A program cannot be linked; the message says why. */
export class Unlinkable extends Error {}

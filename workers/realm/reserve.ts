/** A call goes on to this multiple of its operations before it ends, so that it is known by how much it went over. */
export const reserve = 2;

/**
 * A database's address, or the value of the variable that an option names: a password on the command line is in the
 * shell's history and the process list; in a variable it is not.
 */
export function addressIn(option: string | undefined): string | undefined {
  return option && /^\w+$/.test(option) ? process.env[option] : option;
}

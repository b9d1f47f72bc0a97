/** The only chance there is. */
export interface Random {
  /** A fresh token for a tag or a branch: letters and digits, at least 64 bits that nobody can guess. */
  token(): string;
  /** A whole number from 0 to `limit` - 1. */
  below(limit: number): number;
}

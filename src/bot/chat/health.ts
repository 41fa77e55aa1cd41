/** How clicks reach us: how many ways are open of how many, and what is wrong where it is not all of them. */
export type Health = { readonly live: number; readonly of: number; readonly problem: string | null }

/** What the product can be robbed of; each of these must be missed in the end. */
export type Planted = 'deduplication' | 'persistence' | 'confirmation';

/** The variable that tells Node-RED's process which bug to plant in itself. */
export const PLANTED_BUG = 'TORTURE_WITHOUT';

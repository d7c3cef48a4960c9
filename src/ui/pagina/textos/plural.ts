/** Una forma para uno y otra para los demás: así cuentan el español y el inglés. */
export const s = (n: number, uno: string, otros: string): string => (n === 1 ? uno : otros)

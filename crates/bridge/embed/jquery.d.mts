export function jquery(): Promise<string>;

/** Whether ClickHouse has answered with the error of this name, such as `UNKNOWN_TABLE`. */
export const isClickHouseError = (error: unknown, type: string): boolean => error instanceof Error && 'type' in error && error.type === type

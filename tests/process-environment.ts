/** What a process that a test starts needs of the environment of the tests: nothing that would configure it. */
export const processEnvironment = {
  PATH: process.env['PATH'],
  NODE_COMPILE_CACHE: process.env['NODE_COMPILE_CACHE'],
}

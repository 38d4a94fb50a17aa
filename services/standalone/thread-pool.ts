/*
 * The engine runs statements in libuv's thread pool. It has seven connections, one statement at a time on each, and files are read in that pool too. With
 * the usual four threads, events would wait for a long read. Whoever imports this does so before anything that uses the pool.
 */

process.env['UV_THREADPOOL_SIZE'] ??= '12'

/**
 * Stacks of errors are mapped to their sources and travel with failures into the history: a few frames tell where a fault
 * came from. Only a preloaded module can set it: the globals of the sandbox are frozen afterwards.
 */
Error.stackTraceLimit = 4;

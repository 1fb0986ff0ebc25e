/**
 * Temporal captures and maps a stack for every promise that a workflow makes; at the default of ten frames that is a
 * quarter of what the interpreter costs. These tell where a fault came from. Only a preloaded module can set it: the
 * globals of the sandbox are frozen afterwards.
 */
Error.stackTraceLimit = 4;

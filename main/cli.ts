#!/usr/bin/env node
import { buildProgram, runProgram } from "./cli/program.ts";

/** The command line of the terminal with the devices of its configuration. */
const program = buildProgram({
  stdin: process.stdin,
  stdout: process.stdout,
  stderr: process.stderr,
  environment: process.env,
});
process.exitCode = await runProgram(program, process.argv.slice(2));
